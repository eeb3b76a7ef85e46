package mclspark.spark.cluster;

import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import mclspark.UserError;
import mclspark.spark.barrier.GaveUpException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Watches over ordinary Spark jobs: Spark lets a job whose executors are all gone wait for others
 * without end.
 */
public final class ExecutorDeadline implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long POLL_MILLIS = 1000;

  private final JavaSparkContext spark;
  private final Duration patience;
  private final Timer timer = new Timer("executor-deadline", true);
  private long lastSeen = System.nanoTime();
  private volatile boolean over;

  private ExecutorDeadline(JavaSparkContext spark, Duration patience) {
    this.spark = spark;
    this.patience = patience;
  }

  /**
   * Runs jobs; cancels them when there has been no executor for two minutes.
   *
   * @throws UserError if that was so
   */
  public static void during(SparkSession session, Runnable jobs) {
    during(JavaSparkContext.fromSparkContext(session.sparkContext()), PATIENCE, jobs);
  }

  public static void during(JavaSparkContext spark, Duration patience, Runnable jobs) {
    try (ExecutorDeadline deadline = new ExecutorDeadline(spark, patience)) {
      deadline.start();
      try {
        jobs.run();
      } catch (Exception e) { // Scala throws SparkException undeclared
        if (deadline.over) {
          throw deadline.error(e);
        }
        if (spark.sc().isStopped()) {
          throw GaveUpException.applicationLost(e);
        }
        throw e;
      }
    }
  }

  private void start() {
    TimerTask look =
        new TimerTask() {
          @Override
          public void run() {
            look();
          }
        };
    timer.schedule(look, POLL_MILLIS, POLL_MILLIS);
  }

  private void look() {
    if (!spark.sc().isStopped() && Slots.all(spark) > 0) {
      lastSeen = System.nanoTime();
    } else if (System.nanoTime() - lastSeen > patience.toNanos()) {
      over = true;
      spark.sc().cancelAllJobs();
    }
  }

  private UserError error(Exception cause) {
    return new UserError(
        "There has been no executor at %s for %d s: start some and give the same command again."
            .formatted(spark.master(), patience.toSeconds()),
        cause);
  }

  @Override
  public void close() {
    timer.cancel();
  }
}
