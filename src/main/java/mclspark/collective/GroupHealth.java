package mclspark.collective;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the group lives, as this worker knows it: the first failure, and who has left in order.
 * Written by the control thread and by the thread that runs operations.
 */
final class GroupHealth {

  private final boolean[] left;
  private final List<Runnable> alarms = new ArrayList<>();
  private volatile Failure failure;

  GroupHealth(int size) {
    left = new boolean[size];
  }

  /** Runs {@code alarm} when the group fails: wakes a thread that waits in a selector. */
  synchronized void onFailure(Runnable alarm) {
    alarms.add(alarm);
  }

  /** Records a failure; only the first one counts. */
  synchronized void fail(Failure reason) {
    if (failure == null) {
      failure = reason;
      notifyAll();
      alarms.forEach(Runnable::run);
    }
  }

  /** Records that a worker has left in order. */
  synchronized void left(int rank) {
    left[rank] = true;
    notifyAll();
  }

  synchronized boolean hasLeft(int rank) {
    return left[rank];
  }

  /** The first failure, or null. */
  Failure failure() {
    return failure;
  }

  /** Throws if the group is dead. */
  void throwIfFailed(String during) {
    Failure reason = failure;
    if (reason != null) {
      throw reason.during(during);
    }
  }

  /**
   * The verdict on a closed connection. Its worker may have closed it only because it knows of
   * another's failure, so wait a moment for that news before blaming it.
   */
  synchronized Failure verdict(int suspect, String worker, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    while (failure == null && !left[suspect] && !interrupted) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        break;
      }
      try {
        wait(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        interrupted = true;
      }
    }
    String what = left[suspect] ? " left the group" : " closed its connection";
    fail(new Failure(suspect, worker + what));
    return failure;
  }
}
