package mclspark.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which lines of an earlier attempt stay when a run goes on after {@code stepsDone} steps: those
 * that tell of steps which will not be done again. {@code run}, {@code restart} and {@code skipped}
 * always stay, {@code done} only where nothing is done again, and a line that cannot be read stays
 * for the report to name.
 */
record ResumedLines(long stepsDone) implements Predicate<String> {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Their {@code step} is the index of a step; of all other kinds it counts finished steps. */
  private static final Set<String> NAME_A_STEP = Set.of("step", "warning");

  @Override
  public boolean test(String line) {
    JsonNode event = parse(line);
    String kind = event.path("kind").asText();
    if (kind.equals("done")) {
      return stepsDone == Long.MAX_VALUE; // lines are only added
    }
    if (kind.equals("restart") || !event.path("step").isIntegralNumber()) {
      return true;
    }
    long step = event.path("step").asLong();
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
