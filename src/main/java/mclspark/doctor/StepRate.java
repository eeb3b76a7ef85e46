package mclspark.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import mclspark.pretrain.PretrainConfig;
import mclspark.tensor.Scope;
import mclspark.tensor.TorchEngine;

/** How many pictures a second a device trains on, alone. */
final class StepRate {

  private static final double SECONDS = 5;
  private static final double NANOS = 1e9;

  /** What a CPU computes in some seconds: 8 pictures of 224 x 224. */
  private static final int CPU_PIXELS = 8 * 224 * 224;

  private StepRate() {}

  /**
   * A step of a configuration's first rank.
   *
   * @param gpu whether a GPU computes it; a CPU gets a part of a large batch
   */
  static TrialSteps.Shape shape(PretrainConfig config, boolean gpu) {
    int size = config.data().cropSize();
    int batch = config.picturesPerRank();
    int fitting = Math.max(2, CPU_PIXELS / (size * size));
    return new TrialSteps.Shape(
        config.model(),
        config.moco().queueSize(),
        size,
        gpu ? batch : Math.min(batch, fitting),
        config.ranks().channelsLast());
  }

  /** Workers of a configuration that compute at a time on so many cores. */
  static int workers(PretrainConfig config, int cores) {
    return Math.max(1, Math.min(config.ranks().workers(), cores / config.ranks().threads()));
  }

  /**
   * Measures for some seconds.
   *
   * @param workers threads that train, each by itself
   * @param engines gives each its engine, in its thread
   * @return pictures a second of all
   */
  static double measure(int workers, Supplier<TorchEngine> engines, TrialSteps.Shape shape)
      throws InterruptedException, ExecutionException {
    CyclicBarrier warm = new CyclicBarrier(workers);
    ExecutorService pool = Executors.newFixedThreadPool(workers, StepRate::daemon);
    try {
      List<Future<Double>> rates = new ArrayList<>();
      for (int worker = 0; worker < workers; worker++) {
        rates.add(pool.submit(() -> measure(engines.get(), shape, warm)));
      }
      double all = 0;
      for (Future<Double> rate : rates) {
        all += rate.get();
      }
      return all;
    } finally {
      pool.shutdownNow();
    }
  }

  private static double measure(TorchEngine engine, TrialSteps.Shape shape, CyclicBarrier warm)
      throws Exception {
    try (Scope scope = Scope.open();
        TrialSteps steps = new TrialSteps(engine, shape)) {
      int warmUp = engine.onHost() ? 1 : 5; // GPUs choose their algorithms first
      for (int i = 0; i < warmUp; i++) {
        steps.step();
      }
      warm.await();
      int done = 0;
      long start = System.nanoTime();
      double seconds;
      do {
        steps.step(); // reads losses, so it has waited for the device
        done++;
        seconds = (System.nanoTime() - start) / NANOS;
      } while (seconds < SECONDS);
      return done * shape.batch() / seconds;
    }
  }

  private static Thread daemon(Runnable body) {
    Thread thread = new Thread(body, "mcl-doctor-trainer");
    thread.setDaemon(true);
    return thread;
  }
}
