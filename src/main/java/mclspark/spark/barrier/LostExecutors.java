package mclspark.spark.barrier;

import java.time.Duration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;

/**
 * Remembers what the cluster said of the executor lost last. It says so seconds after the other
 * workers have noticed and the stage has failed, so a failed stage alone does not know.
 */
public final class LostExecutors extends SparkListener implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 100;
  private static final int JAVA_HEAP = 52;
  private static final int SIGTERM = 143;
  private static final String OVERHEAD = "spark.executor.memoryOverhead";

  private final JavaSparkContext spark;
  private final Duration patience;
  private String executor = "";
  private String reason = ""; // empty until one was lost

  private LostExecutors(JavaSparkContext spark, Duration patience) {
    this.spark = spark;
    this.patience = patience;
  }

  /** Starts to listen; a local Spark has none to lose. */
  public static LostExecutors of(JavaSparkContext spark) {
    return of(spark, spark.isLocal() ? Duration.ZERO : PATIENCE);
  }

  static LostExecutors of(JavaSparkContext spark, Duration patience) {
    LostExecutors lost = new LostExecutors(spark, patience);
    spark.sc().addSparkListener(lost);
    return lost;
  }

  @Override
  public synchronized void onExecutorRemoved(SparkListenerExecutorRemoved event) {
    executor = event.executorId();
    reason = WorkerFailure.inOneLine(event.reason()).replaceAll("\\.$", "");
    notifyAll();
  }

  /** To be called when another attempt starts: what was before does not explain its end. */
  public synchronized void forget() {
    reason = "";
  }

  /** The setting to raise if memory may have been the cause; empty if Spark has named it. */
  private String remedy() {
    if (reason.contains(OVERHEAD)) {
      return "";
    }
    int code = WorkerCrash.exitCode(reason).orElse(0);
    if (code == JAVA_HEAP || code == SIGTERM) { // the second is what Spark makes of it on YARN
      return " If its log tells of Java heap space, raise spark.executor.memory.";
    }
    boolean memory = reason.matches("(?i).*\\b(137|OOM\\w*|out of memory)\\b.*");
    return memory ? " If memory was short, raise " + OVERHEAD + "." : "";
  }

  /**
   * The same failure with what is known of the executor lost last.
   *
   * @throws InterruptedException if the thread is interrupted while it waits for a word of the
   *     cluster, ten seconds at most
   */
  public synchronized GaveUpException explain(GaveUpException failure) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (reason.isEmpty() && !spark.sc().isStopped() && System.nanoTime() - deadline < 0) {
      wait(POLL_MILLIS);
    }
    boolean known = failure.getMessage().contains(reason); // as every text contains none
    String lost = known ? "" : " Executor %s was lost: %s.".formatted(executor, reason);
    String more = (lost + remedy()).strip();
    return more.isEmpty() ? failure : GaveUpException.because(failure, more);
  }

  @Override
  public void close() {
    spark.sc().removeSparkListener(this);
  }
}
