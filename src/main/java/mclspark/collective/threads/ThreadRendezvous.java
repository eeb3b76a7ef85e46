package mclspark.collective.threads;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.Failure;
import mclspark.collective.Operation;
import mclspark.collective.RankFailedException;

/**
 * Where the threads of one group meet: a barrier with a deadline that hands over what each brought,
 * compares their operations, and fails for all when one fails for one.
 */
final class ThreadRendezvous {

  /**
   * What one worker brings to a meeting.
   *
   * @param operation the call it is at
   * @param buffers its data (all-reduce) or its message to each worker
   */
  record Posting(Operation operation, List<ByteBuffer> buffers) {}

  private final int size;
  private final Duration progress;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Posting[] arriving;
  private final boolean[] arrived;
  private final boolean[] left;
  private int arrivals;
  private long meetings;
  private List<Posting> postings = List.of();
  private Failure failure;

  ThreadRendezvous(int size, Duration progress) {
    this.size = size;
    this.progress = progress;
    arriving = new Posting[size];
    arrived = new boolean[size];
    left = new boolean[size];
  }

  int size() {
    return size;
  }

  /**
   * Opens an operation: waits until all workers have brought their part.
   *
   * @return what all brought, in rank order
   * @throws RankFailedException as soon as one worker cannot come or brings another operation
   */
  List<Posting> open(int rank, Posting posting) {
    String during = posting.operation().name();
    lock.lock();
    try {
      failIfSomebodyLeft();
      throwIfFailed(during);
      arriving[rank] = posting;
      long meeting = meetings;
      arrive(rank);
      if (meetings == meeting) {
        awaitOthers(rank, meeting);
      }
      if (meetings == meeting) {
        throw failure.during(during);
      }
      return postings;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Closes an operation: waits until no worker touches another's buffers any more. That is a matter
   * of copying, so neither an interrupt nor a failure shortens it; the deadline holds.
   *
   * @param own what went wrong here, or null
   * @throws RankFailedException if something went wrong on any worker
   */
  void close(int rank, Operation operation, Failure own) {
    lock.lock();
    try {
      if (own != null) {
        setFailure(own);
      }
      long meeting = meetings;
      arrive(rank);
      awaitCopies(meeting);
      throwIfFailed(operation.name());
    } finally {
      lock.unlock();
    }
  }

  /** Takes a worker out; those who wait for it fail. */
  void leave(int rank) {
    lock.lock();
    try {
      left[rank] = true;
      if (arrivals > 0) {
        failIfSomebodyLeft();
      }
    } finally {
      lock.unlock();
    }
  }

  private void awaitOthers(int rank, long meeting) {
    long nanos = progress.toNanos();
    try {
      while (meetings == meeting && failure == null && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      setFailure(new Failure(rank, "rank " + rank + " was interrupted while it waited"));
    }
    // A meeting that took place counts, even if a worker has left since.
    if (meetings == meeting) {
      blameMissing();
    }
  }

  private void awaitCopies(long meeting) {
    long deadline = System.nanoTime() + progress.toNanos();
    boolean interrupted = false;
    while (meetings == meeting && System.nanoTime() < deadline) {
      try {
        changed.awaitNanos(deadline - System.nanoTime());
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (meetings == meeting) {
      blameMissing();
    }
  }

  private void blameMissing() {
    int missing = firstMissing();
    String deadline = CollectiveOptions.text(progress);
    setFailure(new Failure(missing, "rank " + missing + " did not come within " + deadline));
  }

  private void arrive(int rank) {
    arrived[rank] = true;
    arrivals++;
    if (arrivals < size) {
      return;
    }
    boolean opening = arriving[rank] != null;
    if (opening) {
      postings = new ArrayList<>(Arrays.asList(arriving));
      compareOperations(postings);
    }
    if (!opening || failure == null) {
      Arrays.fill(arriving, null);
      Arrays.fill(arrived, false);
      arrivals = 0;
      meetings++;
    }
    changed.signalAll();
  }

  private void compareOperations(List<Posting> all) {
    Operation first = all.get(0).operation();
    for (int r = 1; r < size; r++) {
      Operation other = all.get(r).operation();
      boolean sameBytes =
          first.kind() == Operation.Kind.ALL_TO_ALL || first.bytes() == other.bytes();
      if (first.kind() != other.kind() || first.sequence() != other.sequence() || !sameBytes) {
        setFailure(Failure.mismatch(r, "rank " + r, other.toString(), 0, first));
      }
    }
  }

  private void failIfSomebodyLeft() {
    for (int r = 0; r < size; r++) {
      if (left[r]) {
        setFailure(new Failure(r, "rank " + r + " left the group"));
      }
    }
  }

  private int firstMissing() {
    int r = 0;
    while (r < size - 1 && arrived[r]) {
      r++;
    }
    return r;
  }

  private void setFailure(Failure reason) {
    if (failure == null) {
      failure = reason;
      changed.signalAll();
    }
  }

  private void throwIfFailed(String during) {
    if (failure != null) {
      throw failure.during(during);
    }
  }
}
