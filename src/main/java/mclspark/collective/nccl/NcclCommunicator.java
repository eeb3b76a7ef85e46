package mclspark.collective.nccl;

import com.sun.jna.Pointer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.DeviceBuffer;
import mclspark.collective.Failure;
import mclspark.collective.GroupHealth;
import mclspark.collective.RankFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker's end of an NCCL group. Used by the training thread and by a watcher, so that each
 * call holds a lock; only an abort goes ahead without it, when a call does not return.
 */
final class NcclCommunicator {

  private static final Logger LOG = LoggerFactory.getLogger(NcclCommunicator.class);
  private static final long ABORT_PATIENCE_MILLIS = 1000;

  /** A join or a sum is mostly in order within microseconds: so many looks without a pause. */
  private static final int SPINS = 50;

  private static final long POLL_NANOS = 50_000; // a sleep takes a millisecond at least

  private final NcclLibrary nccl;
  private final int rank;
  private final GroupHealth health;
  private final AbortWatchdog watchdog;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Pointer handle;

  private NcclCommunicator(
      NcclLibrary nccl, int rank, GroupHealth health, AbortWatchdog watchdog, Pointer handle) {
    this.nccl = nccl;
    this.rank = rank;
    this.health = health;
    this.watchdog = watchdog;
    this.handle = handle;
  }

  /**
   * Joins with the calling thread's GPU.
   *
   * @param watchdog for an abort that does not return
   * @throws RankFailedException if that has not happened within {@code setUp}
   */
  static NcclCommunicator join(
      NcclLibrary nccl,
      byte[] id,
      int rank,
      int size,
      GroupHealth health,
      Duration setUp,
      AbortWatchdog watchdog) {
    String during = "set-up of NCCL";
    Pointer handle;
    try {
      handle = nccl.beginJoin(id, rank, size);
    } catch (NcclException e) {
      fail(health, nccl.failure(rank, e));
      throw health.failure().during(during);
    }
    NcclCommunicator communicator = new NcclCommunicator(nccl, rank, health, watchdog, handle);
    try {
      communicator.await(during, setUp);
    } catch (RankFailedException e) {
      communicator.abort();
      throw e;
    }
    return communicator;
  }

  /** Queues a sum; on return NCCL has put it on the stream. */
  void allReduce(String during, DeviceBuffer floats, Duration deadline) {
    try {
      begin(during, floats);
    } catch (NcclException e) {
      fail(health, nccl.failure(rank, e));
    }
    await(during, deadline);
  }

  private void begin(String during, DeviceBuffer floats) {
    lock.lock();
    try {
      nccl.beginAllReduce(live(during), floats);
    } finally {
      lock.unlock();
    }
  }

  /** {@link NcclLibrary#state}; in progress while a call runs, success after an abort. */
  int state() {
    if (!lock.tryLock()) {
      return NcclLibrary.IN_PROGRESS; // the watcher must not hang where that call does
    }
    try {
      return handle == null ? NcclLibrary.SUCCESS : nccl.state(handle);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends all that is queued and frees the communicator; later calls fail. If that does not end, the
   * last resort is taken.
   */
  void abort() {
    boolean locked = false;
    try {
      locked = lock.tryLock(ABORT_PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      abortOnce();
    } finally {
      if (locked) {
        lock.unlock();
      }
    }
  }

  private synchronized void abortOnce() {
    Pointer aborted = handle;
    handle = null;
    if (aborted != null) {
      try (AbortWatchdog.Guard guard = watchdog.watch("ncclCommAbort of rank " + rank)) {
        nccl.abort(aborted);
      } catch (NcclException e) {
        LOG.warn("Rank {} could not end NCCL in order: {}", rank, e.getMessage());
      }
    }
  }

  private void await(String during, Duration deadline) {
    long start = System.nanoTime();
    int code = checkedState(during);
    int looks = 0;
    while (code == NcclLibrary.IN_PROGRESS) {
      if (System.nanoTime() - start > deadline.toNanos()) {
        fail("NCCL was not ready within " + CollectiveOptions.text(deadline));
      }
      if (Thread.currentThread().isInterrupted()) {
        fail("was interrupted while it waited");
      }
      if (looks++ < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(POLL_NANOS);
      }
      code = checkedState(during);
    }
    if (code != NcclLibrary.SUCCESS) {
      fail(health, nccl.failure(rank, code));
    }
    health.throwIfFailed(during);
  }

  private int checkedState(String during) {
    health.throwIfFailed(during);
    lock.lock();
    try {
      return nccl.state(live(during));
    } finally {
      lock.unlock();
    }
  }

  private Pointer live(String during) {
    health.throwIfFailed(during);
    if (handle == null) {
      throw new IllegalStateException("rank " + rank + " has left the group");
    }
    return handle;
  }

  /** An error is mostly the echo of another worker's end, whose news may be on the way. */
  private static void fail(GroupHealth health, Failure failure) {
    health.awaitFailure(NcclWatch.PATIENCE);
    health.fail(failure);
  }

  private void fail(String what) {
    health.fail(new Failure(rank, "rank " + rank + ": " + what));
  }
}
