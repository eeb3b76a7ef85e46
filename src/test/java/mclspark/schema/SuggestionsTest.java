package mclspark.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Similar names. */
final class SuggestionsTest {

  @Test
  void distanceCountsEdits() {
    assertEquals(0, Suggestions.distance("queue", "queue"));
    assertEquals(1, Suggestions.distance("queue", "quue")); // missing
    assertEquals(1, Suggestions.distance("queue", "quueue")); // added
    assertEquals(1, Suggestions.distance("queue", "quoue")); // replaced
    assertEquals(1, Suggestions.distance("queue", "uqeue")); // swapped
    assertEquals(5, Suggestions.distance("", "queue"));
  }

  @Test
  void mostSimilarFirstAndAtMostThree() {
    List<String> names = List.of("stepsize", "steps", "step", "stops", "zebra");
    assertEquals(List.of("steps", "step", "stops"), Suggestions.similar("stepss", names));
  }

  @Test
  void sameNameInAnotherSectionIsSimilar() {
    List<String> names = List.of("moco.temperature", "optimizer.lr", "ranks.logical");
    assertEquals(List.of("moco.temperature"), Suggestions.similar("x.temp", names));
    assertEquals(List.of("optimizer.lr"), Suggestions.similar("lr", names));
  }

  @Test
  void theNearestTakesTheFewestEditsAndIsFirstOfEquals() {
    List<String> names = List.of("resnet32", "resnet56", "Wrn_16_2");
    assertEquals("Wrn_16_2", Suggestions.nearest("wrn_16", names));
    assertEquals("resnet32", Suggestions.nearest("RESNET", names));
  }

  @Test
  void nothingSimilar() {
    assertEquals(List.of(), Suggestions.similar("k", List.of("lr", "momentum")));
    assertEquals(".", Suggestions.question("k", List.of("lr")));
  }
}
