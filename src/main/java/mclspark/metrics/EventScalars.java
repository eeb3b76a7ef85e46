package mclspark.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The curves of one event of the metrics: {@code kind/field} for each number, with {@code /peer_0}
 * and so on behind it where a peer has its own.
 *
 * @param step where they stand on the axis: the event's step, the last one that is done, or the
 *     event's epoch where it has no step
 * @param values by tag, in the order of the event; empty for events that are no curve
 */
public record EventScalars(long step, Map<String, Double> values) {

  private static final Set<String> KINDS =
      Set.of(
          "step",
          "epoch",
          "evaluation",
          "knn",
          "features",
          "agreement",
          "similarity",
          "linear",
          "finetune");
  private static final Set<String> NO_CURVES =
      Set.of("epoch", "step", "images", "pictures", "seconds", "labels", "k", "temperature");

  /** Of an event as it stands in {@code metrics.jsonl}. */
  public static EventScalars of(JsonNode event) {
    Map<String, Double> values = new LinkedHashMap<>();
    String kind = event.path("kind").asText();
    if (KINDS.contains(kind)) {
      String owner = event.has("peer") ? owner(event.get("peer").asText()) : "";
      for (Map.Entry<String, JsonNode> field : event.properties()) {
        if (!NO_CURVES.contains(field.getKey())) {
          add(values, kind + "/" + field.getKey() + owner, field.getValue());
        }
      }
    }
    return new EventScalars(place(kind, event), values);
  }

  /**
   * What is told after n steps stands at step n - 1: a run that goes on from n forgets from n on.
   */
  private static long place(String kind, JsonNode event) {
    if (!event.has("step")) {
      return event.path("epoch").asLong();
    }
    long step = event.get("step").asLong();
    return kind.equals("step") ? step : Math.max(0, step - 1);
  }

  private static void add(Map<String, Double> values, String tag, JsonNode value) {
    if (value.isNumber()) {
      values.put(tag, value.doubleValue());
    }
    for (int peer = 0; value.isArray() && peer < value.size(); peer++) {
      add(values, tag + owner(Integer.toString(peer)), value.get(peer));
    }
  }

  private static String owner(String peer) {
    return peer.matches("\\d+") ? "/peer_" + peer : "/" + peer;
  }
}
