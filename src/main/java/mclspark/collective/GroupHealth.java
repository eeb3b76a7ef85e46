package mclspark.collective;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Whether the group lives, as this worker knows it: the first failure, and who has left in order.
 * Written by the control thread and by the thread that runs operations.
 */
public final class GroupHealth {

  private final boolean[] left;
  private final boolean[] leaving;
  private final List<Runnable> alarms = new ArrayList<>();
  private volatile Failure failure;

  public GroupHealth(int size) {
    left = new boolean[size];
    leaving = new boolean[size];
  }

  /** Runs {@code alarm} when the group fails: wakes a thread that waits in a selector. */
  public synchronized void onFailure(Runnable alarm) {
    alarms.add(alarm);
  }

  /** Records a failure; only the first one counts. */
  public synchronized void fail(Failure reason) {
    if (failure == null) {
      failure = reason;
      notifyAll();
      alarms.forEach(Runnable::run);
    }
  }

  /** Records that a worker has left in order. */
  public synchronized void left(int rank) {
    left[rank] = true;
    leaving(rank);
  }

  /** Records that a worker is about to leave. */
  public synchronized void leaving(int rank) {
    leaving[rank] = true;
    notifyAll();
  }

  /** The first worker that has left or is about to; -1 if there is none. */
  public synchronized int firstLeaving() {
    for (int rank = 0; rank < leaving.length; rank++) {
      if (leaving[rank]) {
        return rank;
      }
    }
    return -1;
  }

  /** Waits a while until all workers leave or the group fails. */
  public synchronized void awaitLeaving(Duration patience) {
    await(
        patience,
        () -> {
          for (boolean one : leaving) {
            if (!one) {
              return false;
            }
          }
          return true;
        });
  }

  public synchronized boolean hasLeft(int rank) {
    return left[rank];
  }

  /** The first failure, or null. */
  public Failure failure() {
    return failure;
  }

  /** Throws if the group is dead. */
  public void throwIfFailed(String during) {
    Failure reason = failure;
    if (reason != null) {
      throw reason.during(during);
    }
  }

  /** Waits a moment for news of a failure, which others may know more of. */
  public synchronized void awaitFailure(Duration patience) {
    await(patience, () -> false);
  }

  /**
   * The verdict on a closed connection. Its worker may have closed it only because it knows of
   * another's failure, so wait a moment for that news before blaming it.
   */
  public synchronized Failure verdict(int suspect, String worker, Duration patience) {
    await(patience, () -> left[suspect]);
    String what = left[suspect] ? " left the group" : " closed its connection";
    fail(new Failure(suspect, worker + what));
    return failure;
  }

  /** Until there is a failure or {@code enough}, or patience or the thread's work is over. */
  private synchronized void await(Duration patience, BooleanSupplier enough) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (failure == null && !enough.getAsBoolean()) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return;
      }
      try {
        wait(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
