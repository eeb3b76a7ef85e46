package mclspark.spark.barrier;

import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import org.apache.spark.api.java.JavaSparkContext;

/** Cancels a stage if its workers have not started in time. */
final class LaunchDeadline implements AutoCloseable {

  private final Timer timer = new Timer("launch-deadline", true);

  private LaunchDeadline() {}

  /** Starts the clock; the listener's failure will tell what happened. */
  static LaunchDeadline start(
      JavaSparkContext spark, FailureListener listener, int workers, Duration timeout) {
    LaunchDeadline deadline = new LaunchDeadline();
    TimerTask look =
        new TimerTask() {
          @Override
          public void run() {
            if (listener.launchIsOver(workers, timeout)) {
              spark.sc().cancelJobGroup(listener.group());
            }
          }
        };
    deadline.timer.schedule(look, timeout.toMillis());
    return deadline;
  }

  @Override
  public void close() {
    timer.cancel();
  }
}
