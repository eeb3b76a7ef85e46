package mclspark.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a run's {@code run} line says of configuration and versions. */
public final class Settings {

  private Settings() {}

  /** The values of an object in the line by key; nested objects become keys with dots. */
  public static Map<String, String> of(RunData run, String field) {
    Map<String, String> values = new LinkedHashMap<>();
    run.last("run")
        .flatMap(event -> event.object(field))
        .ifPresent(object -> flatten("", object, values));
    return values;
  }

  private static void flatten(String prefix, JsonNode object, Map<String, String> values) {
    object
        .properties()
        .forEach(
            entry -> {
              JsonNode value = entry.getValue();
              if (value.isObject()) {
                flatten(prefix + entry.getKey() + ".", value, values);
              } else {
                String text = value.isValueNode() ? value.asText() : value.toString();
                values.put(prefix + entry.getKey(), text);
              }
            });
  }
}
