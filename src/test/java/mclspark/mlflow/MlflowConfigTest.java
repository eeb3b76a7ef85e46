package mclspark.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import mclspark.run.Configurations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of the section. */
final class MlflowConfigTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mlflow.tracking_uri=mlflow:5000 | it must be the address of a server",
        "mlflow.tracking_uri=databricks | it must be the address of a server",
        "mlflow.tracking_uri=http://mlflow:99999 | a port up to 65535",
        "mlflow.tracking_uri=http://mlflow:0 | a port up to 65535",
        "mlflow.tracking_uri=http://mlflow:9999999999 | a port up to 65535",
        "mlflow.tracking_uri=http://ml_flow:5000 | a host without '_'",
        "mlflow.tracking_uri=http://mlflow:5000#x | it must be the address of a server",
        "mlflow.tracking_uri=http://u:p@mlflow:5000 | or to MLflow (MLFLOW_TRACKING_TOKEN, or"
            + " MLFLOW_TRACKING_USERNAME and",
        "mlflow.tracking_uri=http://u:p@mlflow:99999 | MLFLOW_TRACKING_TOKEN",
        "mlflow.tracking_uri=http://t0ken@mlflow:5000 | take it out and set MLFLOW_TRACKING_TOKEN",
        "mlflow.tracking_uri=//t0ken@ml_flow | take it out and set MLFLOW_TRACKING_TOKEN",
        "mlflow.log_model=true | mlflow.log_model needs onnx in export.formats.",
        "mlflow.registered_model=net | mlflow.registered_model needs mlflow.log_model=true.",
        "mlflow.tags=a=b,c | it must be NAME=VALUE, with commas between several."
      })
  void wrongValuesAreRefused(String override, String sentence) {
    String refusal = Configurations.refusal(override);
    assertTrue(refusal.contains(sentence), refusal);
    assertTrue(!refusal.contains("u:p") && !refusal.contains("t0ken"), refusal);
  }

  @Test
  void rightValuesAreTaken() {
    MlflowConfig config =
        Configurations.run(
                "mlflow.tracking_uri=https://mlflow.example.org/base",
                "mlflow.log_model=true",
                "export.formats=[onnx]",
                "mlflow.registered_model=net",
                "mlflow.tags=team=a, data = 2026-48")
            .mlflow();
    assertEquals(Map.of("team", "a", "data", "2026-48"), config.tagMap());
    assertEquals("challenger", config.alias());
  }

  /** Runs of before are the same runs. */
  @Test
  void theIdentityOfARunLeavesItOut() {
    assertEquals(
        Configurations.run().hash(), Configurations.run("mlflow.experiment_name=e").hash());
  }
}
