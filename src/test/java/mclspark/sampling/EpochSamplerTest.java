package mclspark.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import mclspark.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpochSamplerTest {

  @ParameterizedTest
  @CsvSource({
    "1281167, 8, 32, DROP, 5004", // the example of spec 1.7
    "10, 1, 3, DROP, 3",
    "10, 1, 3, KEEP, 4",
    "10, 4, 3, DROP, 1",
    "12, 4, 3, KEEP, 1",
    "2, 4, 1, DROP, 1",
  })
  void stepsFollowTheRule(int pictures, int ranks, int batch, LastBatch last, int steps) {
    assertEquals(steps, new EpochSampler(1, pictures, ranks, batch, last).stepsPerEpoch());
  }

  @Test
  void ranksTakeEveryWthPositionOfTheExtendedPermutation() {
    int[] permutation = new EpochSampler(7, 10, 1, 10, LastBatch.KEEP).order(3).indices(0, 0);
    assertArrayEquals(
        IntStream.range(0, 10).toArray(), Arrays.stream(permutation).sorted().toArray());
    EpochOrder order = new EpochSampler(7, 10, 4, 2, LastBatch.KEEP).order(3);
    for (int rank = 0; rank < 4; rank++) {
      List<Integer> own = new ArrayList<>();
      for (int step = 0; step < 2; step++) {
        Arrays.stream(order.indices(step, rank)).forEach(own::add);
      }
      // ceil(10 / 4) = 3 positions; 10 and 11 are the permutation's first entries again.
      assertEquals(
          List.of(permutation[rank], permutation[rank + 4], permutation[(rank + 8) % 10]), own);
    }
  }

  @Test
  void orderDependsOnSeedAndEpochOnly() {
    EpochSampler sampler = new EpochSampler(7, 1000, 2, 50, LastBatch.DROP);
    assertArrayEquals(sampler.order(4).indices(3, 1), sampler.order(4).indices(3, 1));
    assertFalse(Arrays.equals(sampler.order(4).indices(3, 1), sampler.order(5).indices(3, 1)));
    EpochSampler other = new EpochSampler(8, 1000, 2, 50, LastBatch.DROP);
    assertFalse(Arrays.equals(sampler.order(4).indices(3, 1), other.order(4).indices(3, 1)));
  }

  @Test
  void moreRanksThanPicturesRepeatThem() {
    EpochOrder order = new EpochSampler(7, 3, 8, 1, LastBatch.DROP).order(0);
    int[] seen = new int[3];
    for (int rank = 0; rank < 8; rank++) {
      seen[order.indices(0, rank)[0]]++;
    }
    Arrays.sort(seen);
    assertArrayEquals(new int[] {2, 3, 3}, seen);
  }

  @Test
  void planOfAWorkerJoinsItsLogicalRanks() {
    EpochSampler sampler = new EpochSampler(7, 100, 4, 5, LastBatch.DROP);
    EpochOrder order = sampler.order(1);
    BatchPlan plan = order.plan(List.of(2, 3));
    assertEquals(5, plan.steps());
    assertEquals(10, plan.largestBatch());
    int[] rows = plan.rows(4);
    assertArrayEquals(order.indices(4, 2), Arrays.copyOfRange(rows, 0, 5));
    assertArrayEquals(order.indices(4, 3), Arrays.copyOfRange(rows, 5, 10));
  }

  @Test
  void batchLargerThanTheDataIsRefused() {
    UserError error =
        assertThrows(UserError.class, () -> new EpochSampler(7, 300, 4, 76, LastBatch.DROP));
    assertTrue(error.getMessage().contains("4 x 76 = 304"), error.getMessage());
    assertTrue(error.getMessage().contains("only 300"), error.getMessage());
    assertThrows(UserError.class, () -> new EpochSampler(7, 0, 1, 1, LastBatch.KEEP));
    assertEquals(1, new EpochSampler(7, 300, 4, 76, LastBatch.KEEP).stepsPerEpoch());
  }

  @Test
  void placesOutsideAreRefused() {
    EpochOrder order = new EpochSampler(7, 100, 4, 5, LastBatch.DROP).order(1);
    assertThrows(IndexOutOfBoundsException.class, () -> order.indices(5, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> order.indices(0, 4));
  }
}
