package mclspark.spark.barrier;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import mclspark.UserError;
import mclspark.run.WorkerEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a worker's GPU when the worker fails. Some errors of CUDA are for ever: every later call
 * of the process fails too, and Spark would run the next attempt in the same process. So that ends,
 * once its exception has gone to the driver.
 *
 * @param firstAttempt whether this is the first attempt of the run
 * @param deadContext says which error makes a GPU useless to this process
 * @param patience until the process ends
 * @param end ends the process; empty where the driver is in it
 */
public record GpuGuard(
    boolean firstAttempt,
    IntFunction<Optional<String>> deadContext,
    Duration patience,
    Optional<Runnable> end) {

  /** The driver waits longer than this, see {@link RestartLoop}. */
  static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final Logger LOG = LoggerFactory.getLogger(GpuGuard.class);

  private static final Pattern OUT_OF_MEMORY =
      Pattern.compile("CUDA out of memory|CUDA error: out of memory|CU\\w+_STATUS_ALLOC_FAILED");

  /**
   * The guard of a worker.
   *
   * @param local whether the driver is in the worker's process
   */
  public static GpuGuard of(boolean firstAttempt, boolean local) {
    Runnable halt = () -> Runtime.getRuntime().halt(1);
    return new GpuGuard(
        firstAttempt,
        WorkerEnvironment::deadGpu,
        PATIENCE,
        local ? Optional.empty() : Optional.of(halt));
  }

  /**
   * Does a worker's work.
   *
   * @param gpu its GPU; empty for the CPU
   * @throws UserError if the GPU's memory does not suffice from the start
   * @throws DeadGpuException if this process can no longer use the GPU
   */
  public <T> T run(OptionalInt gpu, Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      throw gpu.isPresent() ? explained(gpu.getAsInt(), e) : e;
    }
  }

  private RuntimeException explained(int gpu, RuntimeException failure) {
    Optional<String> error = look(gpu);
    if (error.isPresent()) {
      String message =
          "GPU %d of this worker failed with %s, after which its process cannot use it any more: %s"
              .formatted(gpu, error.get(), firstLine(failure));
      LOG.error("{}. This process {}.", message, end.isPresent() ? "ends" : "has to end");
      end.ifPresent(this::endLater);
      return new DeadGpuException(message, failure, end.isPresent());
    }
    return OUT_OF_MEMORY.matcher(text(failure)).find() ? outOfMemory(gpu, failure) : failure;
  }

  /** The failure itself matters more than a failed look. */
  private Optional<String> look(int gpu) {
    try {
      return deadContext.apply(gpu);
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("GPU {} cannot be asked how it fares: {}", gpu, e.getMessage());
      return Optional.empty();
    }
  }

  /** In a restart the memory may be that of a process which is about to end. */
  private RuntimeException outOfMemory(int gpu, RuntimeException failure) {
    String message =
        ("GPU %d has too little memory for this run (%s): take a smaller optimizer.batch_size, more"
                + " ranks.logical or a smaller data.crop_size, and see by nvidia-smi whether another"
                + " process holds memory of it.")
            .formatted(gpu, firstLine(failure));
    return firstAttempt
        ? new UserError(message, failure)
        : new IllegalStateException(message, failure);
  }

  private void endLater(Runnable halt) {
    Thread thread =
        new Thread(
            () -> {
              try {
                Thread.sleep(patience.toMillis());
                halt.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "mcl-dead-gpu");
    thread.setDaemon(true);
    thread.start();
  }

  private static String firstLine(RuntimeException failure) {
    String line = text(failure).lines().findFirst().orElse("no message");
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }

  private static String text(RuntimeException failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
