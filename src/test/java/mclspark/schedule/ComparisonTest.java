package mclspark.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ComparisonTest {

  /**
   * Of 1000 pictures {@code won} are right only by the candidate, {@code lost} only by the other.
   */
  private static Comparison of(int won, int lost) {
    boolean[] candidate = new boolean[1000];
    boolean[] champion = new boolean[1000];
    for (int i = 0; i < 1000; i++) {
      candidate[i] = i < won || i >= 500;
      champion[i] = i >= won && i < won + lost || i >= 500;
    }
    return Comparison.of(candidate, champion);
  }

  /** The deviation of a mean of n values, of which won are 1 and lost -1, is known. */
  @Test
  void intervalIsThatOfTheNormalLimit() {
    Comparison comparison = of(60, 40);
    assertEquals(2, comparison.difference());
    double deviation = 100 * Math.sqrt((0.1 - 0.02 * 0.02) / 1000);
    assertEquals(2 - 1.96 * deviation, comparison.low(), 0.15);
    assertEquals(2 + 1.96 * deviation, comparison.high(), 0.15);
    assertEquals(560, comparison.candidateRight());
    assertEquals(540, comparison.championRight());
  }

  @Test
  void equalModelsAreNotWorse() {
    assertFalse(of(0, 0).isWorse(0));
    assertEquals(0, of(0, 0).high());
  }

  @Test
  void whatIsWorseBeyondDoubtOrToleranceIsWorse() {
    assertTrue(of(0, 12).isWorse(50), "certain, however much is tolerated");
    assertTrue(of(40, 46).isWorse(0.5), "0.6 points");
    assertFalse(of(40, 46).isWorse(1));
    assertFalse(of(60, 40).isWorse(0));
  }

  @Test
  void wordsNameTheMethod() {
    String text = of(60, 40).text("knn");
    assertTrue(
        text.startsWith(
            "knn on 1,000 held-out pictures: candidate 56.00 %, champion 54.00 %; difference +2.00"
                + " points, 95 % interval +"),
        text);
    assertTrue(text.endsWith("(paired bootstrap)"), text);
  }
}
