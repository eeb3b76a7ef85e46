package mclspark.spark.barrier;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends a wait for Spark's barrier as soon as all have arrived. Spark (4.1, 4.2) sleeps a whole
 * second before it looks; an interrupt, by which it means to ask whether the task was killed, wakes
 * it. So a thread of ours interrupts that sleep, and nothing but a sleep, every few milliseconds.
 */
final class BarrierWait implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Thread waiting = Thread.currentThread();
  private boolean over;

  /** Wakes the calling thread, whenever it sleeps, until closed. */
  static BarrierWait begin() {
    BarrierWait wait = new BarrierWait();
    Thread waker = new Thread(wait::wake, "barrier-waker");
    waker.setDaemon(true);
    waker.start();
    return wait;
  }

  private void wake() {
    do {
      LockSupport.parkNanos(PAUSE.toNanos());
    } while (interruptASleep());
  }

  private synchronized boolean interruptASleep() {
    if (!over && waiting.getState() == Thread.State.TIMED_WAITING) {
      waiting.interrupt();
    }
    return !over;
  }

  /**
   * No interrupt of ours comes later, and none is left; whether Spark sent one, its context says.
   */
  @Override
  public void close() {
    synchronized (this) {
      over = true;
    }
    Thread.interrupted();
  }
}
