package mclspark.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.tensor.Autograd;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * Workers as threads of a new JVM, which all meet the same sizes of pictures at once, for the first
 * time, and compute the same network forward and backward.
 */
final class ConcurrentNetworks {

  private static final int WORKERS = 4;
  private static final int REPEATS = 2;
  private static final int OUTPUTS = 16;
  private static final int[] BATCHES = {4, 8, 3, 5, 6, 7, 9, 10};
  private static final int[] SIDES = {32, 16, 24, 28, 20};

  private ConcurrentNetworks() {}

  /** Says how many sizes were computed; fails if workers differ in any. */
  public static void main(String... none) throws Exception {
    CyclicBarrier together = new CyclicBarrier(WORKERS);
    ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
    List<Future<List<Integer>>> workers = new ArrayList<>();
    for (int worker = 0; worker < WORKERS; worker++) {
      workers.add(threads.submit(() -> worker(together)));
    }
    List<List<Integer>> results = new ArrayList<>();
    for (Future<List<Integer>> worker : workers) {
      results.add(worker.get());
    }
    threads.shutdown();
    if (new HashSet<>(results).size() > 1) {
      throw new IllegalStateException("Workers differ: " + results);
    }
    System.out.println("done " + results.get(0).size());
  }

  /** A hash of the outputs and gradients of each pass. */
  private static List<Integer> worker(CyclicBarrier together) throws Exception {
    List<Integer> results = new ArrayList<>();
    TorchEngine engine = TorchEngine.cpu(1);
    try (Scope scope = Scope.open()) {
      Encoder encoder =
          new Encoder(
              engine, Architectures.named("resnet8", true, Head.linear(OUTPUTS)), true, true);
      encoder.initialize(1, "");
      for (int batch : BATCHES) {
        for (int side : SIDES) {
          for (int repeat = 0; repeat < REPEATS; repeat++) {
            together.await();
            results.add(pass(engine, encoder, batch, side));
          }
        }
      }
    }
    return results;
  }

  private static int pass(TorchEngine engine, Encoder encoder, int batch, int side) {
    try (Scope scope = Scope.open()) {
      Ops.zero(encoder.parameters().gradients());
      Tensor pictures = values(engine, batch, 3, side, side);
      Tensor outputs;
      try (Autograd.Mode on = Autograd.on()) {
        outputs = encoder.forward(pictures, BatchNormMode.TRAIN_NO_TRACKING);
      }
      Autograd.backward(outputs, values(engine, batch, OUTPUTS));
      return 31 * Arrays.hashCode(outputs.detach().toFloats())
          + Arrays.hashCode(encoder.parameters().gradients().toFloats());
    }
  }

  private static Tensor values(TorchEngine engine, long... shape) {
    CounterRandom random = CounterRandom.of(3, 0, 0, Purpose.EXAMPLES);
    float[] values = new float[(int) HostTensor.elements(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return engine.floats(values, shape);
  }
}
