package mclspark.collective.nccl;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mclspark.collective.CollectiveOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done when native code does not come back: it cannot be interrupted, and as long as its
 * process lives it keeps the GPU and Spark's slot.
 *
 * @param patience how long the code may take
 * @param end ends the process
 */
record AbortWatchdog(Duration patience, Runnable end) {

  private static final Logger LOG = LoggerFactory.getLogger(AbortWatchdog.class);

  /** Ends the JVM after 30 s: Spark replaces the executor, and the stage starts again. */
  static final AbortWatchdog HALT =
      new AbortWatchdog(Duration.ofSeconds(30), () -> Runtime.getRuntime().halt(1));

  /** To be closed when the code has come back. */
  interface Guard extends AutoCloseable {
    @Override
    void close();
  }

  /** Starts to wait for code that the calling thread is about to run. */
  Guard watch(String what) {
    CountDownLatch over = new CountDownLatch(1);
    Thread thread = new Thread(() -> await(over, what), "mcl-last-resort");
    thread.setDaemon(true);
    thread.start();
    return over::countDown;
  }

  private void await(CountDownLatch over, String what) {
    try {
      if (!over.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.error(
            "{} has not returned within {} and holds the GPU: this process ends. Spark replaces an"
                + " executor; in local mode give the same command again",
            what,
            CollectiveOptions.text(patience));
        end.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
