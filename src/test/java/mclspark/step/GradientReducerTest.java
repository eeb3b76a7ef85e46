package mclspark.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import mclspark.collective.Backend;
import mclspark.collective.Collective;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.RankThreads;
import mclspark.collective.SharedRanks;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.run.Workers;
import mclspark.tensor.FakePinned;
import mclspark.tensor.FlatParameters;
import mclspark.tensor.Ops;
import mclspark.tensor.PinnedBuffer;
import mclspark.tensor.Scope;
import mclspark.tensor.TorchEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GradientReducerTest {

  private static final int LENGTH = 1021;
  private static final int PEERS = 2;

  @ParameterizedTest
  @CsvSource({
    "1, 1", "2, 1", "3, 1", "4, 1", "5, 1", "6, 1", "7, 1", "8, 1", "2, 2", "4, 2", "8, 2", "4, 4",
    "8, 4", "16, 4", "16, 2"
  })
  void addsInTreeOrder(int ranks, int workers) throws Exception {
    float[][] expected = new float[PEERS][];
    for (int peer = 0; peer < PEERS; peer++) {
      expected[peer] = tree(peer, 0, ranks);
    }
    for (boolean copied : new boolean[] {false, true}) {
      for (float[][] sums : Workers.onThreads(workers, member -> reduce(member, ranks, copied))) {
        for (int peer = 0; peer < PEERS; peer++) {
          assertArrayEquals(expected[peer], sums[peer], 0, "peer " + peer + ", " + copied);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 2", "4, 2", "6, 3", "8, 4"})
  void addsInTreeOrderWhereWorkersShareMemory(int ranks, int workers, @TempDir Path directory)
      throws Exception {
    List<Collective> members =
        SharedRanks.open(workers, CollectiveOptions.defaults(), Backend.SHARED_MEMORY, directory);
    List<float[][]> all =
        RankThreads.values(
            workers, Duration.ofSeconds(60), rank -> reduce(members.get(rank), ranks, false));
    members.forEach(Collective::close);
    for (float[][] sums : all) {
      for (int peer = 0; peer < PEERS; peer++) {
        assertArrayEquals(tree(peer, 0, ranks), sums[peer], 0, "peer " + peer);
      }
    }
  }

  /** Two workers share a GPU, as only a test may; sums have the same bits as on CPUs. */
  @Test
  void addsInTreeOrderThroughTheHostOfAGpu() throws Exception {
    assumeTrue(TorchEngine.gpuCount() > 0, "libtorch sees no GPU");
    for (float[][] sums : Workers.onThreads(2, GradientReducerTest::reduceOnGpu)) {
      for (int peer = 0; peer < PEERS; peer++) {
        assertArrayEquals(tree(peer, 0, 4), sums[peer], 0, "peer " + peer);
      }
    }
  }

  private static float[][] reduceOnGpu(Collective member) {
    Ranks ranks = Ranks.on(member, 4, 1);
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.gpu(0, 1);
      List<FlatParameters> peers = List.of(parameters(engine), parameters(engine));
      try (GradientReducer reducer = new GradientReducer(engine, peers, ranks.local(), member)) {
        return rounds(engine, reducer, peers, ranks);
      }
    }
  }

  /** A killed worker's thread is interrupted; what its sums write into must outlive them. */
  @Test
  void theEndWaitsForASumThatRuns() {
    AtomicBoolean ended = new AtomicBoolean();
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(1);
      GradientReducer reducer =
          new GradientReducer(engine, List.of(parameters(engine)), 1, slowToEnd(ended), List.of());
      reducer.add(0, 0);
      Thread.currentThread().interrupt();
      reducer.close();
      assertTrue(ended.get());
      assertTrue(Thread.interrupted());
    }
  }

  /** One of two workers, whose sum takes half a second to notice that it is broken off. */
  private static Collective slowToEnd(AtomicBoolean ended) {
    return (Collective)
        Proxy.newProxyInstance(
            Collective.class.getClassLoader(),
            new Class<?>[] {Collective.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "size":
                  return 2;
                case "rank":
                  return 0;
                case "deviceReduction":
                  return Optional.empty();
                case "sharedBuffers":
                  return List.of();
                case "allReduceSum":
                  long start = System.nanoTime();
                  while (System.nanoTime() - start < 500_000_000) {
                    Thread.onSpinWait();
                  }
                  ended.set(true);
                  return null;
                default:
                  throw new UnsupportedOperationException(method.getName());
              }
            });
  }

  /**
   * A worker's sums.
   *
   * @param copied whether gradients take the way of a GPU's over host memory
   */
  private static float[][] reduce(Collective member, int logical, boolean copied) {
    Ranks ranks = Ranks.on(member, logical, 1);
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(1);
      List<FlatParameters> peers = List.of(parameters(engine), parameters(engine));
      List<PinnedBuffer> copies =
          copied
              ? peers.stream()
                  .map(peer -> FakePinned.floats(engine, (int) peer.gradients().elements()))
                  .toList()
              : List.of();
      try (GradientReducer reducer =
          new GradientReducer(engine, peers, ranks.local(), member, copies)) {
        return rounds(engine, reducer, peers, ranks);
      }
    }
  }

  /** Two rounds, since sums are kept in buffers that the next step uses again. */
  private static float[][] rounds(
      TorchEngine engine, GradientReducer reducer, List<FlatParameters> peers, Ranks ranks) {
    round(engine, reducer, peers, ranks);
    peers.forEach(peer -> Ops.zero(peer.gradients()));
    round(engine, reducer, peers, ranks);
    float[][] sums = new float[PEERS][];
    for (int peer = 0; peer < PEERS; peer++) {
      sums[peer] = peers.get(peer).gradient("weight").toFloats();
    }
    return sums;
  }

  private static FlatParameters parameters(TorchEngine engine) {
    return new FlatParameters(engine, Map.of("weight", new long[] {LENGTH}), true, false);
  }

  private static void round(
      TorchEngine engine, GradientReducer reducer, List<FlatParameters> peers, Ranks ranks) {
    for (int rank = 0; rank < ranks.local(); rank++) {
      for (int peer = 0; peer < PEERS; peer++) {
        float[] own = gradient(peer, ranks.first() + rank);
        Ops.addInPlace(peers.get(peer).gradient("weight"), engine.floats(own, LENGTH));
        reducer.add(peer, rank);
      }
    }
    reducer.await();
  }

  /** Adjacent ranks, pairs of pairs; an odd one is carried up. */
  private static float[] tree(int peer, int first, int count) {
    if (count == 1) {
      return gradient(peer, first);
    }
    int left = Integer.highestOneBit(count - 1);
    return sum(tree(peer, first, left), tree(peer, first + left, count - left));
  }

  private static float[] sum(float[] x, float... y) {
    float[] sum = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      sum[i] = x[i] + y[i];
    }
    return sum;
  }

  /** Numbers of very different size, so that rounding tells the order of sums. */
  private static float[] gradient(int peer, int rank) {
    CounterRandom random = CounterRandom.of(7, peer, rank, Purpose.EXAMPLES);
    float[] values = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(8)));
    }
    return values;
  }
}
