package mclspark.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What both forms of a step's bench say of its overhead. */
class OverheadTest {

  private static String contrastive(double overhead) {
    StepCalls calls = new StepCalls(41, 745, 89);
    return new StepResult(
            "engine",
            StepBench.Options.standard(2),
            10,
            20,
            overhead,
            Map.of(),
            calls,
            Optional.empty())
        .toString();
  }

  private static String supervised(double overhead) {
    PeerStepBench.Options options = new PeerStepBench.Options("resnet8", 2, 32, 4, false, 1, 1);
    return new PeerStepBench.Result("engine", options, 10, 20, overhead).toString();
  }

  @Test
  void itIsTheLastLine() {
    assertTrue(contrastive(0.14).endsWith("\noverhead 14.0 %"), contrastive(0.14));
    assertTrue(supervised(0).endsWith("\noverhead 0.0 %"), supervised(0));
  }

  @Test
  void whatIsNegativeIsNoResult() {
    String contrastive = contrastive(-0.45);
    assertFalse(contrastive.contains("%"), contrastive);
    String last = contrastive.lines().reduce("", (before, line) -> line);
    assertTrue(last.startsWith("The overhead cannot be told: the step took less"), last);
    assertEquals(last, supervised(-0.32).lines().reduce("", (before, line) -> line));
  }
}
