package mclspark.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mclspark.metrics.EventScalars;

/**
 * Lines of {@code metrics.jsonl} in MLflow's terms.
 *
 * @param events what they hold; a part of a line is none
 */
record MlflowEvents(List<JsonNode> events) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static MlflowEvents of(List<String> lines) {
    List<JsonNode> events = new ArrayList<>();
    for (String line : lines) {
      try {
        events.add(JSON.readTree(line));
      } catch (JsonProcessingException e) {
        continue; // begun in the middle: the file was cut back and has grown again
      }
    }
    return new MlflowEvents(events);
  }

  /** The configuration of the run, if it is told. */
  Optional<JsonNode> config() {
    return events.stream()
        .filter(event -> event.path("kind").asText().equals("run"))
        .map(event -> event.path("config"))
        .reduce((earlier, later) -> later);
  }

  /** The curves. */
  List<MlflowRun.Metric> metrics(String prefix, long timestamp) {
    List<MlflowRun.Metric> metrics = new ArrayList<>();
    for (JsonNode event : events) {
      EventScalars curves = EventScalars.of(event);
      curves
          .values()
          .forEach(
              (tag, value) ->
                  metrics.add(new MlflowRun.Metric(prefix + tag, value, timestamp, curves.step())));
    }
    return metrics;
  }

  /** The keys of a configuration with their values. */
  static Map<String, String> parameters(JsonNode config) {
    Map<String, String> parameters = new LinkedHashMap<>();
    add(parameters, "", config);
    return parameters;
  }

  private static void add(Map<String, String> parameters, String path, JsonNode node) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              field ->
                  add(
                      parameters,
                      path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                      field.getValue()));
    } else {
      parameters.put(path, node.isValueNode() ? node.asText() : node.toString());
    }
  }
}
