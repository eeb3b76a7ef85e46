package mclspark.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import mclspark.dataset.PictureLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The order of pictures that are read in groups. */
final class WindowedOrderTest {

  /** Groups of ten, the last one of seven. */
  private static PictureLayout layout(int window) {
    int[] starts = IntStream.rangeClosed(0, 13).map(i -> Math.min(10 * i, 127)).toArray();
    return PictureLayout.grouped(starts, window);
  }

  private static EpochSampler sampler(int logicalRanks, int window) {
    return new EpochSampler(7, 127, logicalRanks, 4, LastBatch.KEEP, layout(window));
  }

  @ParameterizedTest
  @CsvSource({"1, 3", "4, 3", "4, 100", "3, 1", "8, 2", "130, 2"})
  void everyPictureIsShownAndTheFirstOnesFillUp(int logicalRanks, int window) {
    int[] order = WindowedOrder.of(layout(window), 7, 2, logicalRanks);
    assertEquals((127 + logicalRanks - 1) / logicalRanks * logicalRanks, order.length);
    assertArrayEquals(
        IntStream.range(0, 127).toArray(), Arrays.stream(order).distinct().sorted().toArray());
  }

  @Test
  void theOrderIsPureAndDependsOnSeedAndEpoch() {
    int[] order = WindowedOrder.of(layout(3), 7, 2, 4);
    assertArrayEquals(order, WindowedOrder.of(layout(3), 7, 2, 4));
    assertFalse(Arrays.equals(order, WindowedOrder.of(layout(3), 7, 3, 4)));
    assertFalse(Arrays.equals(order, WindowedOrder.of(layout(3), 8, 2, 4)));
    assertFalse(Arrays.equals(order, WindowedOrder.of(layout(2), 7, 2, 4)));
  }

  /** One worker shows what two or four show together, step by step. */
  @Test
  void workersDoNotMatter() {
    EpochOrder order = sampler(4, 3).order(1);
    BatchPlan all = order.plan(List.of(0, 1, 2, 3));
    BatchPlan low = order.plan(List.of(0, 1));
    BatchPlan high = order.plan(List.of(2, 3));
    assertEquals(8, all.steps());
    for (int step = 0; step < all.steps(); step++) {
      assertArrayEquals(
          all.rows(step),
          IntStream.concat(Arrays.stream(low.rows(step)), Arrays.stream(high.rows(step)))
              .toArray());
    }
  }

  /** A logical rank has at most a window of groups in work at a time. */
  @Test
  void aWindowIsDoneBeforeTheNextBegins() {
    int[] order = WindowedOrder.of(layout(3), 7, 0, 2);
    for (int rank = 0; rank < 2; rank++) {
      int[] own = new int[64];
      for (int i = 0; i < own.length; i++) {
        own[i] = order[rank + 2 * i] / 10;
      }
      Set<Integer> ended = new HashSet<>();
      Set<Integer> open = new HashSet<>();
      for (int i = 0; i < own.length; i++) {
        if (!open.contains(own[i]) && open.size() == 3) {
          ended.addAll(open);
          open.clear();
        }
        assertFalse(ended.contains(own[i]), "again: " + Arrays.toString(own));
        open.add(own[i]);
      }
      assertTrue(ended.size() >= 3, "groups " + Arrays.toString(own));
      long changes = IntStream.range(1, 64).filter(i -> own[i] != own[i - 1]).count();
      assertTrue(changes > 20, "not shuffled: " + Arrays.toString(own));
    }
  }

  @Test
  void singlePicturesKeepTheFullPermutation() {
    EpochSampler plain = new EpochSampler(7, 127, 4, 4, LastBatch.KEEP);
    EpochSampler single = new EpochSampler(7, 127, 4, 4, LastBatch.KEEP, PictureLayout.SINGLE);
    assertArrayEquals(plain.order(3).indices(2, 1), single.order(3).indices(2, 1));
  }
}
