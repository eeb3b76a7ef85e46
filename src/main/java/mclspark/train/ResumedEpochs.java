package mclspark.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.function.Predicate;

/**
 * Which lines stay when linear classification goes on after {@code epochsDone} epochs: no score of
 * an epoch that will be done again, and no final count. Other lines are not this rule's matter.
 */
record ResumedEpochs(int epochsDone) implements Predicate<String> {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public boolean test(String line) {
    JsonNode event;
    try {
      event = JSON.readTree(line);
    } catch (JsonProcessingException broken) {
      return true; // the report names it
    }
    return switch (event.path("kind").asText()) {
      case "linear" -> event.path("epoch").asInt() < epochsDone;
      case "confusion" -> false;
      default -> true;
    };
  }
}
