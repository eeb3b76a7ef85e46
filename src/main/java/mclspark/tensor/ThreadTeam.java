package mclspark.tensor;

import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs a chain of operations on the CPU with one thread for each part of the rows. libtorch would
 * split every operation by itself, and meet at a barrier after each: for small ones that costs more
 * than the work.
 */
final class ThreadTeam {

  private static final ExecutorService POOL = Executors.newCachedThreadPool(ThreadTeam::thread);

  /** What one thread does. */
  @FunctionalInterface
  interface Part {

    /** Computes rows first .. first + count - 1; makes no tensors. */
    void compute(long first, long count);
  }

  private ThreadTeam() {}

  /**
   * Computes all rows, on as many threads as the calling one may use; on a GPU all at once.
   *
   * @param on a tensor of the work, which tells where it runs
   * @param unit a part is a multiple of so many rows, but for the last one
   */
  static void split(Tensor on, long rows, long unit, Part part) {
    List<Runnable> parts = parts(on, rows, unit, part);
    if (parts.size() == 1) {
      parts.get(0).run();
    } else {
      await(
          parts.stream()
              .map(each -> CompletableFuture.runAsync(each, POOL))
              .toArray(CompletableFuture<?>[]::new));
    }
  }

  private static List<Runnable> parts(Tensor on, long rows, long unit, Part part) {
    long units = Math.max(1, rows / unit);
    int count = (int) Math.min(on.onHost() ? JniUtils.getNumThreads() : 1, units);
    List<Runnable> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long first = units * i / count * unit;
      long end = i == count - 1 ? rows : units * (i + 1) / count * unit;
      parts.add(() -> part.compute(first, end - first));
    }
    return parts;
  }

  /** Interrupts wait, too: the parts write into memory that the caller may free. */
  private static void await(CompletableFuture<?>... running) {
    try {
      CompletableFuture.allOf(running).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread =
        new Thread(
            () -> {
              JniUtils.setGradMode(false); // these three belong to a thread in libtorch
              TorchEngine.useThreads(1);
              JniUtils.setGraphExecutorOptimize(false);
              task.run();
            },
            "tensor-part");
    thread.setDaemon(true);
    return thread;
  }
}
