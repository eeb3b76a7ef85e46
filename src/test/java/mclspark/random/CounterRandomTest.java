package mclspark.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CounterRandomTest {

  @Test
  void distinctNumbersAreUniformPairs() {
    int draws = 40_000;
    int[][] pairs = new int[4][4];
    CounterRandom random = CounterRandom.of(5, 0, 0, Purpose.EXAMPLES);
    for (int i = 0; i < draws; i++) {
      int[] drawn = random.distinct(4, 2);
      pairs[drawn[0]][drawn[1]]++;
    }
    for (int first = 0; first < 4; first++) {
      for (int second = 0; second < 4; second++) {
        double expected = first == second ? 0 : draws / 12.0;
        // Five standard deviations.
        assertEquals(expected, pairs[first][second], 5 * Math.sqrt(expected), "seed 5");
      }
    }
  }

  @Test
  void drawingAllIsAPermutation() {
    int[] drawn = CounterRandom.of(5, 0, 1, Purpose.EXAMPLES).distinct(7, 7);
    Arrays.sort(drawn);
    assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5, 6}, drawn);
  }

  @Test
  void cannotDrawMoreThanThereAre() {
    CounterRandom random = CounterRandom.of(5, 0, 2, Purpose.EXAMPLES);
    assertThrows(IllegalArgumentException.class, () -> random.distinct(3, 4));
  }
}
