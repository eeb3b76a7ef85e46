package mclspark.bench;

import java.util.Arrays;
import mclspark.UserError;
import mclspark.tensor.Scope;
import mclspark.tensor.TorchEngine;

/** What the benches measure time with. */
final class Timing {

  private static final double MILLION = 1e6;

  private Timing() {}

  /**
   * What a bench computes with.
   *
   * @param gpu whether the first GPU rather than the CPU
   * @throws UserError if libtorch sees no GPU
   */
  static TorchEngine engine(boolean gpu, int threads) {
    if (gpu) {
      requireGpu();
    }
    return gpu ? TorchEngine.gpu(0, threads) : TorchEngine.cpu(threads);
  }

  /**
   * Looks for a GPU.
   *
   * @throws UserError if libtorch sees none
   */
  static void requireGpu() {
    if (TorchEngine.gpuCount() == 0) {
      throw new UserError(
          "The device is gpu, but %s, sees none; src/docs/cluster.md says how to install the one with"
                  .formatted(TorchEngine.build())
              + " CUDA.");
    }
  }

  /** Time of the work with all that it queues on the engine's device. */
  static double millis(TorchEngine engine, Runnable work) {
    await(engine);
    long start = System.nanoTime();
    work.run();
    await(engine);
    return (System.nanoTime() - start) / MILLION;
  }

  /** A value comes back when all that was queued before it is done. */
  private static void await(TorchEngine engine) {
    if (!engine.onHost()) {
      try (Scope scratch = Scope.open()) {
        engine.zeros(1).toFloats();
      }
    }
  }

  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** Share by which each step took longer than the bare part before it; the median over pairs. */
  static double overhead(double[] bare, double... step) {
    double[] shares = new double[bare.length];
    Arrays.setAll(shares, i -> (step[i] - bare[i]) / bare[i]);
    return median(shares);
  }

  /** An overhead in words. No step can take less than its networks: other work was in between. */
  static String sentence(double overhead) {
    return overhead < 0
        ? "The overhead cannot be told: the step took less than the networks in it, so the machine"
            + " was busy or there were too few steps; measure again, with more --steps or"
            + " --batch."
        : String.format("overhead %.1f %%", 100 * overhead);
  }
}
