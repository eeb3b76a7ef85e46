package mclspark.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A run on the server, and the calls that tell of it. Requests have the form of MLflow's protocol
 * files {@code service.proto}, {@code mlflow_artifacts.proto} and {@code model_registry.proto}.
 *
 * @param server the server
 * @param id the run's id there
 * @param artifacts where the server says that the run's files belong
 * @param known the parameters that it had when it was begun or gone on with
 */
record MlflowRun(MlflowServer server, String id, String artifacts, Map<String, String> known) {

  /** Metrics, parameters and tags together that a call may bring. */
  static final int MOST_IN_CALL = 1000;

  /** Parameters that a call may bring. */
  static final int MOST_PARAMETERS = 100;

  private static final int LONGEST_VALUE = 6000;
  private static final String EXPERIMENT = "experiment";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}"); // 32 digits in MLflow
  private static final String PROXIED = "mlflow-artifacts:";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A value at a step. */
  record Metric(String key, double value, long timestamp, long step) {}

  /** Begins a run in an experiment, which is made if need be. */
  static MlflowRun begin(
      MlflowServer server, String experiment, String name, Map<String, String> tags)
      throws MlflowException {
    ObjectNode body = JSON.createObjectNode();
    body.put("experiment_id", experimentId(server, experiment)).put("run_name", name);
    body.put("start_time", System.currentTimeMillis());
    body.set("tags", pairs(tags));
    return of(server, server.post("mlflow/runs/create", body));
  }

  /** Goes on with a run. */
  static MlflowRun again(MlflowServer server, String id) throws MlflowException {
    MlflowRun run = of(server, server.get("mlflow/runs/get", "run_id", id));
    run.update("RUNNING", false);
    return run;
  }

  private static MlflowRun of(MlflowServer server, JsonNode answer) throws MlflowException {
    JsonNode info = answer.path("run").path("info");
    String id = id(info.path("run_id"), "run");
    Map<String, String> known = new LinkedHashMap<>();
    for (JsonNode parameter : answer.path("run").path("data").path("params")) {
      known.put(parameter.path("key").asText(), parameter.path("value").asText());
    }
    return new MlflowRun(server, id, info.path("artifact_uri").asText(), known);
  }

  private static String experimentId(MlflowServer server, String name) throws MlflowException {
    try {
      return id(
          server
              .get("mlflow/experiments/get-by-name", "experiment_name", name)
              .path("experiment")
              .path("experiment_id"),
          EXPERIMENT);
    } catch (MlflowException e) {
      if (!e.isMissing()) {
        throw e;
      }
      ObjectNode body = JSON.createObjectNode().put("name", name);
      return id(server.post("mlflow/experiments/create", body).path("experiment_id"), EXPERIMENT);
    }
  }

  /** What an answer to a call that succeeded must hold; asking again would begin another run. */
  private static String id(JsonNode node, String whose) throws MlflowException {
    String id = node.asText();
    if (!ID.matcher(id).matches()) {
      String what = id.isEmpty() ? "has no id of the " + whose : "has no valid id of the " + whose;
      throw MlflowException.foreign(what, true);
    }
    return id;
  }

  /** Logs the parameters that the run lacks; a server refuses to change those that it has. */
  void parameters(Map<String, String> parameters) throws MlflowException {
    List<Map.Entry<String, String>> all =
        parameters.entrySet().stream().filter(entry -> !known.containsKey(entry.getKey())).toList();
    for (int i = 0; i < all.size(); i += MOST_PARAMETERS) {
      ObjectNode body = JSON.createObjectNode().put("run_id", id);
      ArrayNode list = body.putArray("params");
      all.subList(i, Math.min(all.size(), i + MOST_PARAMETERS))
          .forEach(entry -> list.add(pair(entry.getKey(), entry.getValue())));
      server.post("mlflow/runs/log-batch", body);
    }
  }

  /** The parameters that keep another value, by name. */
  List<String> unlike(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .filter(entry -> known.containsKey(entry.getKey()))
        .filter(entry -> !known.get(entry.getKey()).equals(start(entry.getValue())))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Logs values of metrics. */
  void metrics(List<Metric> metrics) throws MlflowException {
    for (int i = 0; i < metrics.size(); i += MOST_IN_CALL) {
      ObjectNode body = JSON.createObjectNode().put("run_id", id);
      List<Metric> part = metrics.subList(i, Math.min(metrics.size(), i + MOST_IN_CALL));
      body.set("metrics", JSON.valueToTree(part));
      server.post("mlflow/runs/log-batch", body);
    }
  }

  /** Ends the run as FINISHED, FAILED or KILLED. */
  void end(String status) throws MlflowException {
    update(status, true);
  }

  private void update(String status, boolean ended) throws MlflowException {
    ObjectNode body = JSON.createObjectNode().put("run_id", id).put("status", status);
    if (ended) {
      body.put("end_time", System.currentTimeMillis());
    }
    server.post("mlflow/runs/update", body);
  }

  /** Whether the server keeps the run's files itself, so that they can be sent to it. */
  boolean takesArtifacts() {
    return artifacts.startsWith(PROXIED);
  }

  /** Sends a file. */
  void artifact(String path, byte[] content) throws MlflowException {
    String root = artifacts.substring(PROXIED.length()).replaceFirst("^//[^/]*", "");
    server.upload(root.replaceFirst("^/+", "") + "/" + path, content);
  }

  /** Registers a model that was sent, and points an alias at its version. */
  void register(String model, String path, String alias) throws MlflowException {
    try {
      server.post("mlflow/registered-models/create", JSON.createObjectNode().put("name", model));
    } catch (MlflowException e) {
      if (!e.getMessage().contains("exist")) { // RESOURCE_ALREADY_EXISTS
        throw e;
      }
    }
    ObjectNode version = JSON.createObjectNode().put("name", model);
    version.put("source", artifacts + "/" + path).put("run_id", id);
    JsonNode made =
        server.post("mlflow/model-versions/create", version).path("model_version").path("version");
    if (!alias.isEmpty()) {
      ObjectNode body = JSON.createObjectNode().put("name", model).put("alias", alias);
      server.post("mlflow/registered-models/alias", body.put("version", made.asText()));
    }
  }

  private static ArrayNode pairs(Map<String, String> map) {
    ArrayNode list = JSON.createArrayNode();
    map.forEach((key, value) -> list.add(pair(key, value)));
    return list;
  }

  private static ObjectNode pair(String key, String value) {
    return JSON.createObjectNode().put("key", key).put("value", start(value));
  }

  private static String start(String value) {
    return value.substring(0, Math.min(value.length(), LONGEST_VALUE));
  }
}
