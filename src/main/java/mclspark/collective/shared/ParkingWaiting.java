package mclspark.collective.shared;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mclspark.collective.mesh.Waiting;

/**
 * Waits for shared memory, of which nobody sends word: by sleeping briefly, longer the longer it
 * lasts, at most a millisecond. An interrupt ends each wait.
 */
final class ParkingWaiting implements Waiting {

  private static final long SHORTEST_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
  private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  @Override
  public void await(int round, long millis) {
    long nanos = Math.min(SHORTEST_NANOS * (1 + round), LONGEST_NANOS);
    LockSupport.parkNanos(this, Math.min(nanos, TimeUnit.MILLISECONDS.toNanos(millis)));
  }

  @Override
  public void close() {
    // It holds nothing.
  }
}
