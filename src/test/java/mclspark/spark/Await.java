package mclspark.spark;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for conditions outside this JVM, with deadlines. */
public final class Await {

  private static final long POLL_MILLIS = 2;

  private Await() {}

  /**
   * Waits until a condition holds.
   *
   * @param what the condition in words
   * @throws AssertionError if it does not hold in time
   */
  public static void until(String what, Duration patience, BooleanSupplier condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + patience.toSeconds() + " s: " + what);
      }
      Thread.sleep(POLL_MILLIS);
    }
  }
}
