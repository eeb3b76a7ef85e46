package mclspark.spark.barrier;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import mclspark.StorageError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a barrier stage and submits it again from the last checkpoint when it fails. Spark itself
 * never retries such a stage. Only failures in a row without a new checkpoint count against the
 * limit, so a long run survives any number of rare failures. Errors of the user, cancelled jobs and
 * interruptions end the loop at once, and so does a second crash of native code at the same step; a
 * failed storage is given some time to come back.
 */
public final class RestartLoop {

  /** Progress of a run that has no checkpoint. */
  public static final long NO_CHECKPOINT = -1;

  /**
   * One submission of the stage.
   *
   * @param <R> what the run yields
   */
  @FunctionalInterface
  public interface Attempt<R> {

    /**
     * Runs the stage to its end; begins by waiting for free slots when {@code restart > 0}.
     *
     * @param restart how often the stage has been started before
     */
    R run(int restart) throws InterruptedException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(RestartLoop.class);

  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final Duration STEP_PAUSE = Duration.ofSeconds(1);

  private final int maxRestarts;
  private final LongSupplier progress;
  private final LongSupplier step;
  private final Duration pause;
  private Optional<WorkerCrash> crash = Optional.empty(); // of the attempt before
  private long crashStep;

  /**
   * Creates a loop.
   *
   * @param maxRestarts how many restarts without progress between them are allowed, at least 0
   * @param progress step of the last committed checkpoint, or {@link #NO_CHECKPOINT}; asked on the
   *     driver after each failure
   * @param step the last one that the present attempt has told of, or below 0; asked after a crash
   */
  public RestartLoop(int maxRestarts, LongSupplier progress, LongSupplier step) {
    this(maxRestarts, progress, step, PAUSE);
  }

  /** The same with the time that a failed storage is given, once more for each failure in a row. */
  RestartLoop(int maxRestarts, LongSupplier progress, LongSupplier step, Duration pause) {
    if (maxRestarts < 0) {
      throw new IllegalArgumentException("maxRestarts is %d, below 0".formatted(maxRestarts));
    }
    this.maxRestarts = maxRestarts;
    this.progress = progress;
    this.step = step;
    this.pause = pause;
  }

  /**
   * Runs attempts until one succeeds.
   *
   * @param start progress before the first attempt
   * @throws GaveUpException after more than the allowed failures without progress, after two
   *     crashes at the same step, or at once where this process has lost its GPU
   * @throws mclspark.UserError from a worker, at once, unless it is a {@link StorageError}
   * @throws InterruptedException if the driver's thread was interrupted, at once
   */
  public <R> R run(long start, Attempt<R> attempt) throws InterruptedException {
    long reached = start;
    int failures = 0;
    for (int restart = 0; ; restart++) {
      RuntimeException failure;
      try {
        return attempt.run(restart);
      } catch (StageFailedException e) {
        if (!e.mayRunAgain()) {
          throw e;
        }
        failure = e;
      } catch (StorageError e) { // of the driver; a worker's comes as a failed stage
        failure = e;
      }
      if (failure.getCause() instanceof DeadGpuException dead && !dead.processEnds()) {
        throw GaveUpException.gpuLost(failure);
      }
      Thread.sleep(pause.multipliedBy(pauses(failure, failures)).toMillis());
      long saved = progressSince(reached);
      refuseSecondCrash(failure, saved > reached);
      failures = saved > reached ? 0 : failures + 1;
      reached = saved;
      if (failures > maxRestarts) {
        throw new GaveUpException(failures, saved, failure);
      }
      warn(restart + 1, failures, saved, failure);
    }
  }

  /** What crashes again at the same step would do so until the limit. */
  private void refuseSecondCrash(RuntimeException failure, boolean progressed)
      throws InterruptedException {
    Optional<WorkerCrash> before = progressed ? Optional.empty() : crash;
    long stepBefore = crashStep;
    crash = failure instanceof StageFailedException stage ? stage.crash() : Optional.empty();
    if (crash.isPresent()) {
      Thread.sleep(STEP_PAUSE.toMillis()); // what the workers have told last is on its way
      crashStep = step.getAsLong();
      if (before.isPresent() && crashStep == stepBefore) {
        throw GaveUpException.crashedTwice(before.get(), crash.get(), crashStep, failure);
      }
    }
  }

  /** If the storage can't be read now, the next attempt will look, and fail if it can't either. */
  private long progressSince(long reached) {
    try {
      return progress.getAsLong();
    } catch (StorageError e) {
      LOG.warn("{}", e.getMessage());
      return reached;
    }
  }

  /** A storage gets longer each time, a process that has lost its GPU just the time to end. */
  private static int pauses(RuntimeException failure, int failures) {
    if (failure instanceof StorageError || failure.getCause() instanceof StorageError) {
      return failures + 1;
    }
    return failure.getCause() instanceof DeadGpuException ? 1 : 0;
  }

  private void warn(int attempt, int failures, long step, RuntimeException failure) {
    LOG.warn(
        "Attempt {} ended: {}. Starting again from {} (failure {} of {} allowed without progress)",
        attempt,
        failure.getMessage(),
        checkpointAt(step),
        failures,
        maxRestarts);
    LOG.debug("Attempt {} ended", attempt, failure);
  }

  static String checkpointAt(long step) {
    return step == NO_CHECKPOINT ? "the beginning" : "step " + step;
  }
}
