package mclspark.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import mclspark.collective.Collective;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.run.Workers;
import mclspark.tensor.Scope;
import mclspark.tensor.TorchEngine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankExchangeTest {

  private static final int RANKS = 4;
  private static final int BATCH = 3;
  private static final int ROWS = RANKS * BATCH;
  private static final int ROW_BYTES = 5;
  private static final int PEERS = 2;
  private static final int DIM = 3;
  private static final int[] PERMUTATION =
      CounterRandom.of(20220222, 0, 0, Purpose.EXAMPLES).permutation(ROWS);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shufflesLikeOnePermutationOfAllRows(int workers) throws Exception {
    List<byte[]> parts = Workers.onThreads(workers, RankExchangeTest::shuffle);
    int own = ROWS / workers;
    for (int position = 0; position < ROWS; position++) {
      byte[] part = parts.get(position / own);
      for (int i = 0; i < ROW_BYTES; i++) {
        int expected = PERMUTATION[position] * ROW_BYTES + i;
        assertEquals(expected, part[position % own * ROW_BYTES + i], "position " + position);
      }
    }
  }

  /** Byte i of row r is r * ROW_BYTES + i. */
  private static byte[] shuffle(Collective member) {
    Ranks ranks = Ranks.on(member, RANKS, BATCH);
    int bytes = ranks.localRows() * ROW_BYTES;
    ByteBuffer rows = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    for (int i = 0; i < bytes; i++) {
      rows.put(i, (byte) (ranks.worker() * bytes + i));
    }
    RankExchange exchange = new RankExchange(ranks, member);
    exchange.shuffle(
        rows, ROW_BYTES, CounterRandom.of(1, 0, 0, Purpose.EXAMPLES).permutation(ROWS));
    ByteBuffer shuffled = exchange.shuffle(rows, ROW_BYTES, PERMUTATION); // buffers are reused
    byte[] copy = new byte[shuffled.remaining()];
    shuffled.get(copy);
    return copy;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void gathersKeysInTheOrderOfTheBatch(int workers) throws Exception {
    float[] expected = new float[PEERS * ROWS * DIM];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = i;
    }
    for (float[] keys : Workers.onThreads(workers, RankExchangeTest::gather)) {
      assertArrayEquals(expected, keys);
    }
  }

  /** Entry d of peer n's key of row r is (n * ROWS + r) * DIM + d. */
  private static float[] gather(Collective member) {
    Ranks ranks = Ranks.on(member, RANKS, BATCH);
    int count = ranks.localRows();
    float[] shuffled = new float[PEERS * count * DIM];
    for (int i = 0; i < shuffled.length; i++) {
      int peer = i / (count * DIM);
      int row = PERMUTATION[ranks.worker() * count + i / DIM % count];
      shuffled[i] = (peer * ROWS + row) * DIM + i % DIM;
    }
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(1);
      RankExchange exchange = new RankExchange(ranks, member);
      return exchange
          .gatherKeys(engine, engine.floats(shuffled, PEERS, count, DIM), PERMUTATION)
          .toFloats();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void gathersNumbersInRankOrder(int workers) throws Exception {
    List<double[][]> all =
        Workers.onThreads(
            workers,
            member -> {
              Ranks ranks = Ranks.on(member, RANKS, BATCH);
              double[][] own = new double[ranks.local()][];
              for (int rank = 0; rank < own.length; rank++) {
                own[rank] = new double[] {ranks.first() + rank, 0.5};
              }
              return new RankExchange(ranks, member).gather(own);
            });
    double[][] expected = {{0, 0.5}, {1, 0.5}, {2, 0.5}, {3, 0.5}};
    for (double[][] numbers : all) {
      assertArrayEquals(expected, numbers);
    }
  }
}
