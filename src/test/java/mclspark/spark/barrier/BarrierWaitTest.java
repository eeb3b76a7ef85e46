package mclspark.spark.barrier;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class BarrierWaitTest {

  private static final long HOUR = TimeUnit.HOURS.toMillis(1);
  private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  @Test
  void everySleepEndsAtOnceAndNoInterruptIsLeft() {
    try (BarrierWait wait = BarrierWait.begin()) {
      for (int round = 0; round < 3; round++) {
        assertThrows(InterruptedException.class, () -> Thread.sleep(HOUR));
      }
    }
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void whatIsNoSleepIsLeftAlone() {
    long end = System.nanoTime() + BUSY_NANOS;
    try (BarrierWait wait = BarrierWait.begin()) {
      while (System.nanoTime() < end) {
        assertFalse(Thread.currentThread().isInterrupted());
      }
    }
  }
}
