package mclspark.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which lines of an earlier attempt stay when a run goes on after {@code stepsDone} steps and
 * {@code epochsDone} epochs: those that tell of what will not be done again. {@code run}, {@code
 * restart} and {@code skipped} always stay, {@code done} and {@code confusion} never, and a line
 * that cannot be read stays for the report to name.
 */
record ResumedLines(long stepsDone, int epochsDone) implements Predicate<String> {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Their {@code step} is the index of a step; of all other kinds it counts finished steps. */
  private static final Set<String> NAME_A_STEP = Set.of("step", "warning");

  @Override
  public boolean test(String line) {
    JsonNode event = parse(line);
    String kind = event.path("kind").asText();
    return switch (kind) {
      case "run", "restart", "skipped" -> true;
      case "done", "confusion" -> false;
      case "linear", "finetune" -> event.path("epoch").asInt() < epochsDone;
      case "knn", "features", "agreement" -> // measured again after a checkpoint
          event.path("step").asLong() < stepsDone;
      default -> !event.path("step").isIntegralNumber() || isBefore(kind, event.get("step"));
    };
  }

  private boolean isBefore(String kind, JsonNode number) {
    long step = number.asLong();
    return NAME_A_STEP.contains(kind) ? step < stepsDone : step <= stepsDone;
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException broken) {
      return JSON.getNodeFactory().textNode(broken.getOriginalMessage());
    }
  }
}
