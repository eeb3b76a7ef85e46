package mclspark.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DriftTest {

  private static final int WIDTH = 8;

  private static VectorBlock block(String name, int rows, long seed, double shift, int far) {
    Random random = new Random(seed);
    BlockBuilder builder = new BlockBuilder(name, "path", WIDTH);
    for (int i = 0; i < rows; i++) {
      float[] row = new float[WIDTH];
      for (int j = 0; j < WIDTH; j++) {
        row[j] = (float) (random.nextGaussian() + (j == 0 ? shift : j == 1 ? 4 : 0));
      }
      if (i < far) {
        row[1] = -9;
      }
      builder.add("%s%04d".formatted(name, i), row, VectorBlock.UNKNOWN);
    }
    return builder.build(0);
  }

  @Test
  void rowsOfOneKindHaveNotDrifted() {
    Drift drift = Drift.of(block("old", 600, 1, 0, 0), block("new", 500, 2, 0, 0), 1);
    assertTrue(drift.low() < 0.5 && 0.5 < drift.high(), drift.toString());
    assertTrue(drift.beyond() < 0.03, drift.toString());
    assertEquals(20, drift.farthest().size());
  }

  /** AUC of two normal distributions a deviation apart is 0.76. */
  @Test
  void shiftIsSeenByTheClassifier() {
    Drift drift = Drift.of(block("old", 600, 1, 0, 0), block("new", 500, 2, 1, 0), 1);
    assertEquals(0.76, drift.auc(), 0.05);
    assertTrue(drift.low() > 0.65 && drift.high() < 0.85, drift.toString());
    assertTrue(drift.low() < drift.auc() && drift.auc() < drift.high(), drift.toString());
  }

  @Test
  void fewStrangersAreFarthestThoughTheClassifierHardlySeesThem() {
    Drift drift = Drift.of(block("old", 600, 1, 0, 0), block("new", 500, 2, 0, 40), 1);
    assertTrue(drift.beyond() > 0.05 && drift.beyond() < 0.12, drift.toString());
    drift.farthest().forEach(far -> assertTrue(far.id().compareTo("new0040") < 0, far.toString()));
    assertTrue(drift.farthest().get(0).nearest().startsWith("old"), drift.toString());
  }

  @Test
  void sameTablesGiveTheSameAnswer() {
    VectorBlock old = block("old", 60, 1, 0, 0);
    VectorBlock now = block("new", 61, 2, 0, 0);
    assertEquals(Drift.of(old, now, 1), Drift.of(old, now, 1));
  }
}
