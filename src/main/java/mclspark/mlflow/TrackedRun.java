package mclspark.mlflow;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;

/**
 * A run that a server may be told of.
 *
 * @param config which server, and what of the run
 * @param name the run's name
 * @param output its folder
 * @param hadoop how to reach the folder
 * @param environment the process's variables, of which MLflow's own clients know some
 * @param page writes the report into the folder and returns its name there
 */
public record TrackedRun(
    MlflowConfig config,
    String name,
    String output,
    Configuration hadoop,
    Map<String, String> environment,
    Callable<String> page) {

  /** The server; empty if none is to be told. */
  String address() {
    return first(config.trackingUri(), "MLFLOW_TRACKING_URI", "");
  }

  /** The run there that is to be gone on with. */
  Optional<String> givenId() {
    return Optional.ofNullable(environment.get("MLFLOW_RUN_ID")).filter(id -> !id.isBlank());
  }

  String experiment() {
    return first(config.experimentName(), "MLFLOW_EXPERIMENT_NAME", "Default");
  }

  String runName() {
    return config.runName().isEmpty() ? name : config.runName();
  }

  private String first(String key, String variable, String standard) {
    return key.isEmpty() ? environment.getOrDefault(variable, standard) : key;
  }

  /** Without the environment, which holds credentials. */
  @Override
  public String toString() {
    return "TrackedRun[" + name + ", " + output + "]";
  }
}
