package mclspark.spark.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import mclspark.spark.barrier.GaveUpException;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * Counts the free slots of an application. A slot is taken until its task has ended: one of a
 * frozen executor stays taken until Spark has given the executor up.
 */
public final class Slots extends SparkListener implements AutoCloseable {

  private static final long POLL_MILLIS = 100;

  private final JavaSparkContext spark;
  private final Map<String, Set<Long>> running = new HashMap<>(); // tasks by executor

  private Slots(JavaSparkContext spark) {
    this.spark = spark;
  }

  /** Starts to count; tasks that run already are not known. */
  public static Slots of(JavaSparkContext spark) {
    Slots slots = new Slots(spark);
    spark.sc().addSparkListener(slots);
    return slots;
  }

  @Override
  public synchronized void onTaskStart(SparkListenerTaskStart event) {
    running
        .computeIfAbsent(event.taskInfo().executorId(), executor -> new HashSet<>())
        .add(event.taskInfo().taskId());
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
    Set<Long> tasks = running.get(event.taskInfo().executorId());
    if (tasks != null) {
      tasks.remove(event.taskInfo().taskId());
    }
  }

  @Override
  public synchronized void onExecutorRemoved(SparkListenerExecutorRemoved event) {
    running.remove(event.executorId());
  }

  /** Slots of registered executors, by the count of Spark's own check of barriers, less tasks. */
  int free() {
    return Math.max(0, all(spark) - runningTasks());
  }

  /** Whether no executor is registered. */
  boolean areNone() {
    return all(spark) == 0;
  }

  /** Slots of registered executors, free or not. */
  static int all(JavaSparkContext spark) {
    return spark
        .sc()
        .maxNumConcurrentTasks(spark.sc().resourceProfileManager().defaultResourceProfile());
  }

  private synchronized int runningTasks() {
    return running.values().stream().mapToInt(Set::size).sum();
  }

  /**
   * Waits until so many are free; returns how many are, fewer if the time was over before.
   *
   * @throws GaveUpException if Spark has ended the application
   */
  int await(int wanted, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    int free = free();
    while (free < wanted && System.nanoTime() - deadline < 0) {
      Thread.sleep(POLL_MILLIS);
      if (spark.sc().isStopped()) { // its counts would say nothing
        throw GaveUpException.applicationLost(null);
      }
      free = free();
    }
    return free;
  }

  /** The application's settings. */
  SparkConf conf() {
    return spark.getConf();
  }

  @Override
  public void close() {
    spark.sc().removeSparkListener(this);
  }
}
