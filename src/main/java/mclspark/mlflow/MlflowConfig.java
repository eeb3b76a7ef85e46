package mclspark.mlflow;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mclspark.schema.Key;
import mclspark.schema.Problems;

/** Section {@code mlflow}: which server is told of the run. Components: see the annotations. */
public record MlflowConfig(
    @Key(
            doc =
                "Address of an MLflow server that is told of the run, such as http://mlflow:5000."
                    + " Without it that of the environment variable MLFLOW_TRACKING_URI is taken,"
                    + " and without either nothing is sent. Credentials belong into the"
                    + " environment: MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and"
                    + " MLFLOW_TRACKING_PASSWORD.",
            changesNumbers = false)
        String trackingUri,
    @Key(
            doc =
                "The experiment, which is made if it does not exist; else that of"
                    + " MLFLOW_EXPERIMENT_NAME, else Default.",
            changesNumbers = false)
        String experimentName,
    @Key(doc = "Name of the run there; else that of the run here.", changesNumbers = false)
        String runName,
    @Key(
            doc = "Tags of the run there, as NAME=VALUE, with commas between them.",
            changesNumbers = false)
        String tags,
    @Key(doc = "What the names of all metrics begin with.", changesNumbers = false) String prefix,
    @Key(
            doc =
                "Whether the ONNX files of export/ are sent, as models that MLflow can load; needs"
                    + " onnx in export.formats.",
            standard = "false",
            changesNumbers = false)
        boolean logModel,
    @Key(
            doc =
                "Name under which the model of the first peer is registered; needs log_model."
                    + " Without it none is.",
            changesNumbers = false)
        String registeredModel,
    @Key(
            doc = "Alias that the registered version gets; empty for none.",
            standard = "challenger",
            changesNumbers = false)
        String alias)
    implements Serializable {

  /** Adds a problem for every rule over several keys that is broken. */
  public void check(boolean exportsOnnx, Problems problems) {
    problems.require(
        !MlflowServer.holdsUser(trackingUri),
        "mlflow.tracking_uri holds a user, a password or a token, which would go into logs; take it"
            + " out and set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and"
            + " MLFLOW_TRACKING_PASSWORD.",
        "mlflow.tracking_uri");
    problems.require(
        trackingUri.isEmpty()
            || MlflowServer.holdsUser(trackingUri)
            || MlflowServer.isAddress(trackingUri),
        "mlflow.tracking_uri is \"%s\"; it must be the address of a server, such as"
                .formatted(trackingUri)
            + " http://mlflow:5000: a host without '_', a port up to 65535, no query.",
        "mlflow.tracking_uri");
    problems.require(
        !logModel || exportsOnnx,
        "mlflow.log_model needs onnx in export.formats.",
        "mlflow.log_model",
        "export.formats");
    problems.require(
        registeredModel.isEmpty() || logModel,
        "mlflow.registered_model needs mlflow.log_model=true.",
        "mlflow.registered_model",
        "mlflow.log_model");
    problems.require(
        parts().stream().allMatch(part -> part.indexOf('=') > 0),
        "mlflow.tags is \"%s\"; it must be NAME=VALUE, with commas between several."
            .formatted(tags),
        "mlflow.tags");
  }

  /** The tags by name. */
  Map<String, String> tagMap() {
    Map<String, String> map = new LinkedHashMap<>();
    for (String part : parts()) {
      int equals = part.indexOf('=');
      map.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
    }
    return map;
  }

  private List<String> parts() {
    List<String> parts = new ArrayList<>();
    for (String part : tags.split(",")) {
      if (!part.isBlank()) {
        parts.add(part);
      }
    }
    return parts;
  }
}
