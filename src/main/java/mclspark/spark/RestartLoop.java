package mclspark.spark;

import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a barrier stage and submits it again from the last checkpoint when it fails. Spark itself
 * never retries such a stage. Only failures in a row without a new checkpoint count against the
 * limit, so a long run survives any number of rare failures. Errors of the user, cancelled jobs and
 * interruptions end the loop at once.
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

  private final int maxRestarts;
  private final LongSupplier progress;

  /**
   * Creates a loop.
   *
   * @param maxRestarts how many restarts without progress between them are allowed, at least 0
   * @param progress step of the last committed checkpoint, or {@link #NO_CHECKPOINT}; asked on the
   *     driver before the first attempt and after each failure
   */
  public RestartLoop(int maxRestarts, LongSupplier progress) {
    if (maxRestarts < 0) {
      throw new IllegalArgumentException("maxRestarts is %d, below 0".formatted(maxRestarts));
    }
    this.maxRestarts = maxRestarts;
    this.progress = progress;
  }

  /**
   * Runs attempts until one succeeds.
   *
   * @throws GaveUpException after more than the allowed failures without progress
   * @throws mclspark.UserError from a worker, at once
   * @throws InterruptedException if the driver's thread was interrupted, at once
   */
  public <R> R run(Attempt<R> attempt) throws InterruptedException {
    long reached = progress.getAsLong();
    int failures = 0;
    for (int restart = 0; ; restart++) {
      try {
        return attempt.run(restart);
      } catch (StageFailedException e) {
        if (!e.mayRunAgain()) {
          throw e;
        }
        long step = progress.getAsLong();
        failures = step > reached ? 0 : failures + 1;
        reached = step;
        if (failures > maxRestarts) {
          throw new GaveUpException(failures, step, e);
        }
        warn(restart + 1, failures, step, e);
      }
    }
  }

  private void warn(int attempt, int failures, long step, StageFailedException failure) {
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
