package mclspark.pretrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import mclspark.UserError;
import mclspark.run.Workers;
import mclspark.sampling.WorkerShare;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Features in pieces, which all of ImageNet's need. */
class NeighbourBankTest {

  private static final int WIDTH = 5;

  private static Features features(int from, int to, long seed) {
    Random random = new Random(seed);
    float[][] rows = new float[to - from][WIDTH];
    for (float[] row : rows) {
      for (int i = 0; i < WIDTH; i++) {
        row[i] = random.nextInt(7) - 3; // sums without rounding, and ties
      }
    }
    int[] indices = IntStream.range(from, to).toArray();
    int[] labels = IntStream.of(indices).map(index -> index % 4 - 1).toArray();
    return new Features(rows, labels, indices);
  }

  private static NeighbourBank.Nearest nearest(int pieceRows, int k) {
    TorchEngine engine = TorchEngine.cpu(1);
    try (Scope scope = Scope.open()) {
      NeighbourBank bank = NeighbourBank.of(engine, features(0, 50, 1), WIDTH, pieceRows);
      Tensor queries = engine.floats(features(0, 6, 2).flat(0, 6, WIDTH), 6, WIDTH);
      return bank.nearest(queries, k);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 10, 49})
  void piecesFindTheNeighboursOfTheWhole(int pieceRows) {
    NeighbourBank.Nearest whole = nearest(50, 9);
    NeighbourBank.Nearest pieces = nearest(pieceRows, 9);
    assertArrayEquals(whole.values(), pieces.values());
    Features bank = features(0, 50, 1);
    Features queries = features(0, 6, 2);
    for (int i = 0; i < pieces.rows().length; i++) {
      float similarity = 0;
      for (int j = 0; j < WIDTH; j++) {
        similarity += bank.rows()[pieces.rows()[i]][j] * queries.rows()[i / 9][j];
      }
      assertEquals(pieces.values()[i], similarity);
    }
    for (int query = 0; query < 6; query++) {
      IntStream own = IntStream.of(pieces.rows()).skip(9L * query).limit(9);
      assertEquals(9, own.distinct().count(), "a neighbour counts once");
    }
  }

  @Test
  void noSizeOfAPieceOverflows() {
    for (int width : new int[] {64, 512, 2048, 1 << 20}) {
      long piece = (long) NeighbourBank.pieceRows(width) * width * Float.BYTES;
      assertTrue(piece > 0 && piece <= 1 << 29, "piece of " + piece);
      long exchange = (long) KnnEvaluator.rowsAtOnce(width, 8) * Features.rowBytes(width) * 8;
      assertTrue(exchange > 0 && exchange <= 1 << 26, "exchange of " + exchange);
    }
    assertEquals(128, NeighbourBank.queries(128, 200));
    assertEquals(67, NeighbourBank.queries(128, 2_000_000));
    assertThrows(
        ArithmeticException.class,
        () ->
            new Features(new float[1_281_167][], new int[0], new int[0]).flat(0, 1_281_167, 2048));
  }

  @Test
  void aBankLargerThanTheHeapIsRefusedWithWhatFits() {
    NeighbourBank.check(1_281_167, 512, 8L << 30);
    String message =
        assertThrows(UserError.class, () -> NeighbourBank.check(1_281_167, 512, 2L << 30))
            .getMessage();
    assertTrue(
        message.startsWith(
            "knn.max_pictures: 1,281,167 pictures with 512 features each take 2,560 MiB, but the"
                + " heap of a worker has 2,048 MiB, into which at most 563,509 fit."),
        message);
    NeighbourBank.check(563_509, 512, 2L << 30);
  }

  /** Three workers with 4, 4 and 3 rows, of which two at a time are sent. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 100})
  void anExchangeInPartsKeepsTheOrderAndLeavesOutWhatCannotBeRead(int rowsAtOnce) throws Exception {
    Features all = features(0, 11, 3);
    List<Features> gathered =
        Workers.onThreads(
            3,
            member -> {
              WorkerShare part = WorkerShare.of(11, member.rank(), 3, 128);
              Features own =
                  new Features(
                      Arrays.copyOfRange(all.rows(), part.from(), part.to()),
                      Arrays.copyOfRange(all.labels(), part.from(), part.to()),
                      Arrays.copyOfRange(all.indices(), part.from(), part.to()));
              return KnnEvaluator.gather(member, own, WIDTH, 11, rowsAtOnce);
            });
    for (Features own : gathered) {
      assertArrayEquals(new int[] {1, 2, 3, 5, 6, 7, 9, 10}, own.indices());
      assertArrayEquals(new int[] {0, 1, 2, 0, 1, 2, 0, 1}, own.labels());
      for (int row = 0; row < own.rows().length; row++) {
        assertArrayEquals(all.rows()[own.indices()[row]], own.rows()[row]);
      }
    }
  }
}
