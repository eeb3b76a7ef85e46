package mclspark.tensor;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A place in the queue of a device. */
interface StreamMark {

  /** Nanoseconds between two looks. */
  long POLL = 20_000;

  /** How long a copy may take. */
  Duration DEADLINE = Duration.ofMinutes(10);

  /** Moves the mark behind all that the calling thread has queued so far. */
  void set();

  /** Whether the device has come past the mark; true if it was never set. */
  boolean reached();

  /**
   * Returns when the device has come past the mark.
   *
   * @throws IllegalStateException if it does not in ten minutes, or the thread is interrupted
   */
  default void await() {
    long start = System.nanoTime();
    while (!reached()) {
      if (System.nanoTime() - start > DEADLINE.toNanos()) {
        throw new IllegalStateException("The GPU has not done a copy within " + DEADLINE);
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException("Interrupted while a GPU copied");
      }
      LockSupport.parkNanos(POLL);
    }
  }
}
