package mclspark.spark;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import mclspark.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a job to end when its time is over, by a clock that does not jump. */
final class TimeLimit implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TimeLimit.class);
  private static final long AGAIN_MILLIS = 10_000;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(TimeLimit::daemon);

  /**
   * Starts the clock.
   *
   * @param hours from now; 0 is no limit
   * @param stop asks the job to end; asked again where it fails or answers false
   */
  TimeLimit(double hours, BooleanSupplier stop) {
    if (hours > 0) {
      long millis = Math.round(hours * Duration.ofHours(1).toMillis());
      timer.scheduleWithFixedDelay(
          () -> ask(stop), Math.max(1, millis), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "time-limit");
    thread.setDaemon(true);
    return thread;
  }

  private void ask(BooleanSupplier stop) {
    try {
      if (stop.getAsBoolean()) {
        timer.shutdown();
      }
    } catch (UserError e) { // storage that does not answer may do so later
      LOG.warn("run.max_hours are over, but the workers can't be told: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
