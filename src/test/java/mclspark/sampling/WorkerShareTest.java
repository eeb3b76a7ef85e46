package mclspark.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerShareTest {

  @ParameterizedTest
  @CsvSource({"10, 3, 2", "2000, 4, 128", "3, 8, 16", "7, 1, 7", "1000003, 7, 1000"})
  void shardsCoverEveryPictureOnce(int pictures, int workers, int batch) {
    IntStream all =
        IntStream.range(0, workers)
            .mapToObj(rank -> WorkerShare.of(pictures, rank, workers, batch))
            .flatMapToInt(
                shard ->
                    IntStream.range(0, shard.steps()).flatMap(s -> IntStream.of(shard.rows(s))));
    assertArrayEquals(IntStream.range(0, pictures).toArray(), all.toArray());
  }

  @Test
  void largestBatchHoldsEveryStep() {
    WorkerShare shard = WorkerShare.of(2_000_000_000, 2, 3, 1000);
    assertEquals(1000, shard.largestBatch());
    assertTrue(shard.rows(shard.steps() - 1).length <= 1000);
    assertEquals(0, new WorkerShare(5, 5, 8).steps());
  }

  @Test
  void stepsOutsideAreRefused() {
    WorkerShare shard = new WorkerShare(0, 10, 4);
    assertArrayEquals(new int[] {8, 9}, shard.rows(2));
    assertThrows(IndexOutOfBoundsException.class, () -> shard.rows(3));
    assertThrows(IllegalArgumentException.class, () -> WorkerShare.of(10, 2, 2, 1));
  }
}
