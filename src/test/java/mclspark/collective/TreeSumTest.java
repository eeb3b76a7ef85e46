package mclspark.collective;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class TreeSumTest {

  @Test
  void pairsAreAddedBeforePairsOfPairs() {
    // Floats near 1e8 are 8 apart: from left to right each 4 vanishes, as a pair they do not.
    assertEquals(1e8f, 1e8f + 0f + 4f + 4f);
    assertEquals(1e8f + 8f, sum(1e8f, 0, 4, 4));
    assertEquals(1f, sum(1e8f, -1e8f, 1f));
    assertEquals(0f, sum(1f, 1e8f, -1e8f));
  }

  @Test
  void anOddOneIsCarriedUp() {
    assertEquals(((1e8f + 3f) + (3f + 3f)) + 3f, sum(1e8f, 3f, 3f, 3f, 3f));
    assertEquals(((3f + 3f) + (3f + 3f)) + (3f + 1e8f), sum(3f, 3f, 3f, 3f, 3f, 1e8f));
    assertEquals(7f, sum(7f));
  }

  @Test
  void segmentsCoverAllFloatsOnce() {
    for (int workers = 1; workers <= 5; workers++) {
      for (int floats : new int[] {0, 1, 3, 1021, Integer.MAX_VALUE}) {
        assertEquals(0, Segments.start(floats, 0, workers));
        assertEquals(floats, Segments.start(floats, workers, workers));
        assertEquals((long) floats * 2 / 3, Segments.start(floats, 2, 3));
      }
    }
  }

  private static float sum(float... values) {
    FloatBuffer[] parts = new FloatBuffer[values.length];
    int[] offsets = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      parts[i] = FloatBuffer.wrap(new float[] {99, 99, values[i]});
      offsets[i] = 1;
    }
    return new TreeSum(values.length).add(parts, offsets, 1, 1)[0];
  }
}
