package mclspark.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import mclspark.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassBalancedSamplerTest {

  @ParameterizedTest
  @CsvSource({"50000, 128, 390", "256, 128, 2", "128, 128, 1", "255, 128, 1"})
  void stepsFollowTheRule(int pictures, int batch, int steps) {
    PicturesByClass classes = SamplerData.turns(pictures, 100);
    assertEquals(steps, new ClassBalancedSampler(1, classes, batch, 2).stepsPerEpoch());
  }

  @ParameterizedTest
  @CsvSource({"2, 128", "3, 36", "1, 50", "4, 400"})
  void everyClassOfABatchIsThereExactlyMTimesSideBySide(int m, int batch) {
    PicturesByClass classes = SamplerData.turns(1000, 100);
    ClassBalancedSampler sampler = new ClassBalancedSampler(1, classes, batch, m);
    for (int step = 0; step < sampler.stepsPerEpoch(); step++) {
      int[] rows = sampler.rows(4, step);
      assertEquals(batch, rows.length);
      assertEquals(batch, Arrays.stream(rows).distinct().count());
      int[] labels = Arrays.stream(rows).map(picture -> picture % 100).toArray();
      assertEquals(batch / m, Arrays.stream(labels).distinct().count());
      for (int row = 0; row < batch; row++) {
        assertEquals(labels[row - row % m], labels[row]);
      }
    }
  }

  /** CIFAR-100's numbers; the reference's sampler showed 31 546 of 50 000 (spec 3.3). */
  @Test
  void anEpochShowsAbout63PerCentOfThePictures() {
    ClassBalancedSampler sampler =
        new ClassBalancedSampler(1, SamplerData.turns(50_000, 100), 128, 2);
    BitSet shown = new BitSet();
    int[] perClass = new int[100];
    for (int step = 0; step < sampler.stepsPerEpoch(); step++) {
      for (int picture : sampler.rows(0, step)) {
        shown.set(picture);
        perClass[picture % 100]++;
      }
    }
    assertEquals(0.631, shown.cardinality() / 50_000.0, 0.005);
    for (int count : perClass) {
      // 390 draws of 64 out of 100 classes, two pictures each: 499 +- 19.
      assertEquals(499, count, 95);
    }
  }

  @Test
  void aBatchIsAFunctionOfSeedEpochAndStep() {
    PicturesByClass classes = SamplerData.turns(1000, 100);
    ClassBalancedSampler sampler = new ClassBalancedSampler(1, classes, 100, 2);
    int[] rows = sampler.rows(3, 5);
    sampler.rows(3, 6);
    assertArrayEquals(rows, sampler.rows(3, 5));
    assertArrayEquals(rows, new ClassBalancedSampler(1, classes, 100, 2).rows(3, 5));
    assertFalse(Arrays.equals(rows, sampler.rows(4, 5)));
    assertFalse(Arrays.equals(rows, sampler.rows(3, 6)));
    assertFalse(Arrays.equals(rows, new ClassBalancedSampler(2, classes, 100, 2).rows(3, 5)));
    assertThrows(IndexOutOfBoundsException.class, () -> sampler.rows(0, 10));
  }

  @Test
  void ranksShareOutTheSameBatch() {
    ClassBalancedSampler sampler =
        new ClassBalancedSampler(1, SamplerData.turns(1000, 100), 120, 2);
    int[] all = sampler.plan(2, 1, List.of(0)).rows(7);
    assertArrayEquals(sampler.rows(2, 7), all);
    BatchPlan two = sampler.plan(2, 4, List.of(1, 3));
    assertEquals(60, two.largestBatch());
    assertEquals(sampler.stepsPerEpoch(), two.steps());
    int[] expected =
        IntStream.concat(Arrays.stream(all, 30, 60), Arrays.stream(all, 90, 120)).toArray();
    assertArrayEquals(expected, two.rows(7));
    assertThrows(IllegalArgumentException.class, () -> sampler.plan(2, 7, List.of(0)));
  }

  @Test
  void aClassWithFewerPicturesThanMIsDrawnWithReplacement() {
    // Class 0 has one picture, class 1 two, class 2 nine, class 3 none.
    PicturesByClass classes = SamplerData.of(4, 2, 2, 1, 0, 2, 2, 1, 2, 2, 2, 2, 2);
    ClassBalancedSampler sampler = new ClassBalancedSampler(1, classes, 9, 3);
    boolean repeated = false;
    for (int epoch = 0; epoch < 50; epoch++) {
      int[] rows = sampler.rows(epoch, 0);
      int[] labels = Arrays.stream(rows).map(classes::label).toArray();
      assertArrayEquals(
          new int[] {0, 0, 0, 1, 1, 1, 2, 2, 2}, Arrays.stream(labels).sorted().toArray());
      int[] large = Arrays.stream(rows).filter(p -> classes.label(p) == 2).toArray();
      assertEquals(3, Arrays.stream(large).distinct().count());
      int[] small = Arrays.stream(rows).filter(p -> classes.label(p) == 1).toArray();
      repeated |= Arrays.stream(small).distinct().count() == 1;
    }
    assertTrue(repeated, "both pictures of class 1 in every one of 50 batches");
  }

  @Test
  void batchesThatCannotBeFilledAreRefused() {
    PicturesByClass classes = SamplerData.turns(200, 10);
    assertRefused(
        "A batch of 15 pictures can't hold 2 of each of its classes; choose a batch size that is"
            + " a multiple of 2.",
        classes,
        15);
    assertRefused(
        "A batch takes 202 pictures but the data hold only 200; lower the batch size or add"
            + " pictures.",
        classes,
        202);
    assertRefused(
        "A batch of 22 pictures with 2 of each class takes 11 classes but the data hold only 10;"
            + " lower the batch size or take more pictures of each class.",
        classes,
        22);
    assertNotEquals(0, new ClassBalancedSampler(1, classes, 20, 2).stepsPerEpoch());
  }

  @Test
  void aLabelOutsideTheRangeIsNamed() {
    UserError error = assertThrows(UserError.class, () -> SamplerData.of(3, 0, 1, 3));
    assertEquals(
        "picture-2 has label 3 but there are 3 classes (0 to 2); check the data.",
        error.getMessage());
    assertThrows(UserError.class, () -> SamplerData.of(3, 0, -1));
  }

  private static void assertRefused(String message, PicturesByClass classes, int batch) {
    UserError error =
        assertThrows(UserError.class, () -> new ClassBalancedSampler(1, classes, batch, 2));
    assertEquals(message, error.getMessage());
  }
}
