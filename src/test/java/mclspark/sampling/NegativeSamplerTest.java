package mclspark.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.stream.IntStream;
import mclspark.UserError;
import org.junit.jupiter.api.Test;

class NegativeSamplerTest {

  /** Unordered labels of three classes with 4, 3 and 5 pictures. */
  private static final int[] LABELS = {2, 0, 1, 2, 0, 0, 2, 1, 2, 0, 1, 2};

  @Test
  void aRowIsThePictureItsPositivesAndPicturesOfOtherClasses() {
    NegativeSampler sampler = new NegativeSampler(1, SamplerData.of(3, LABELS), 3, 50);
    assertEquals(54, sampler.rowLength());
    int[] shown = IntStream.range(0, LABELS.length).toArray();
    for (int epoch = 0; epoch < 20; epoch++) {
      long[] rows = sampler.rows(epoch, shown);
      assertEquals(54 * shown.length, rows.length);
      for (int row = 0; row < shown.length; row++) {
        int own = LABELS[shown[row]];
        assertEquals(shown[row], rows[54 * row]);
        long[] positives = Arrays.copyOfRange(rows, 54 * row + 1, 54 * row + 4);
        assertEquals(3, Arrays.stream(positives).distinct().count());
        for (long positive : positives) {
          assertEquals(own, LABELS[(int) positive]);
        }
        for (int t = 54 * row + 4; t < 54 * (row + 1); t++) {
          assertNotEquals(own, LABELS[(int) rows[t]]);
        }
      }
    }
  }

  @Test
  void everyPictureOfTheLawIsEquallyLikely() {
    int draws = 60_000;
    NegativeSampler sampler = new NegativeSampler(1, SamplerData.of(3, LABELS), 1, draws);
    int[] negatives = new int[LABELS.length];
    long[] row = sampler.rows(0, new int[] {2});
    for (int t = 2; t < row.length; t++) {
      negatives[(int) row[t]]++;
    }
    int[] positives = new int[LABELS.length];
    NegativeSampler few = new NegativeSampler(1, SamplerData.of(3, LABELS), 1, 1);
    for (int epoch = 0; epoch < draws; epoch++) {
      positives[(int) few.rows(epoch, new int[] {2})[1]]++;
    }
    for (int picture = 0; picture < LABELS.length; picture++) {
      boolean same = LABELS[picture] == 1;
      // Five standard deviations; the picture itself may be a positive.
      assertEquals(same ? 0 : draws / 9.0, negatives[picture], 5 * Math.sqrt(draws / 9.0));
      assertEquals(same ? draws / 3.0 : 0, positives[picture], 5 * Math.sqrt(draws / 3.0));
    }
  }

  @Test
  void aRowIsAFunctionOfSeedEpochAndPicture() {
    PicturesByClass classes = SamplerData.of(3, LABELS);
    NegativeSampler sampler = new NegativeSampler(1, classes, 2, 20);
    long[] rows = sampler.rows(5, new int[] {4, 7});
    long[] alone = sampler.rows(5, new int[] {7});
    assertArrayEquals(alone, Arrays.copyOfRange(rows, 23, 46));
    assertFalse(Arrays.equals(alone, sampler.rows(6, new int[] {7})));
    NegativeSampler other = new NegativeSampler(2, classes, 2, 20);
    assertFalse(Arrays.equals(alone, other.rows(5, new int[] {7})));
  }

  @Test
  void classesThatAreTooSmallOrAloneAreNamed() {
    PicturesByClass classes = SamplerData.of(3, LABELS);
    String name = classes.name(1);
    UserError small = assertThrows(UserError.class, () -> new NegativeSampler(1, classes, 4, 5));
    assertEquals(
        "The class "
            + name
            + " has only 3 pictures but 4 positives are drawn for each picture; add pictures to"
            + " the class, leave it out, or draw fewer positives.",
        small.getMessage());
    UserError alone =
        assertThrows(
            UserError.class, () -> new NegativeSampler(1, SamplerData.of(3, 1, 1, 1), 1, 5));
    assertEquals(
        "All pictures belong to the class "
            + name
            + ", so there are no negatives; at least two classes are needed.",
        alone.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new NegativeSampler(1, classes, 0, 5));
  }
}
