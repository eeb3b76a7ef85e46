package mclspark.collective.nccl;

import com.sun.jna.Pointer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.DeviceBuffer;
import mclspark.collective.Failure;
import mclspark.collective.GroupHealth;
import mclspark.collective.mesh.MeshMember;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the sums that are queued on a GPU. A sum whose peer is gone never ends and cannot be
 * interrupted, so a thread looks for failures of the group, errors of NCCL and sums that take too
 * long, and aborts the communicator, which lets the GPU go on.
 */
final class NcclWatch {

  private static final Logger LOG = LoggerFactory.getLogger(NcclWatch.class);
  private static final long POLL_MILLIS = 50;

  // An error here is mostly the echo of another worker's end: its news may be on the way.
  static final Duration PATIENCE = Duration.ofSeconds(1);

  private final MeshMember host;
  private final int rank;
  private final int device;
  private final NcclLibrary nccl;
  private final NcclCommunicator communicator;
  private final GroupHealth health;
  private final Duration progress;
  private final Deque<Queued> queue = new ArrayDeque<>();
  private final Deque<Pointer> freeEvents = new ArrayDeque<>();
  private final Thread thread;
  private volatile boolean leaving;
  private volatile boolean used;
  private long suspectedSince; // of the watching thread only

  private record Queued(String name, Pointer event, long since) {}

  NcclWatch(
      MeshMember host,
      int device,
      NcclLibrary nccl,
      NcclCommunicator communicator,
      Duration progress) {
    this.host = host;
    rank = host.rank();
    health = host.health();
    this.device = device;
    this.nccl = nccl;
    this.communicator = communicator;
    this.progress = progress;
    thread = new Thread(this::run, "mcl-nccl-" + rank);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Called by the training thread, right after it has queued a sum. */
  synchronized void queued(String name, DeviceBuffer floats) {
    Pointer event = freeEvents.isEmpty() ? nccl.cuda().newEvent() : freeEvents.pop();
    nccl.cuda().record(event, NcclLibrary.stream(floats));
    queue.add(new Queued(name, event, System.nanoTime()));
    used = true;
  }

  /**
   * Returns when all that is queued is done here and, as far as they say so in a second, on the
   * others too, or the group has failed; then everything is freed.
   */
  void leave() {
    leaving = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join(POLL_MILLIS);
      } catch (InterruptedException e) {
        interrupted = true; // the thread ends by its own deadlines
        health.fail(new Failure(rank, "rank " + rank + " was interrupted while it waited"));
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      nccl.cuda().use(device);
      while (!finished()) {
        check();
        Thread.sleep(POLL_MILLIS);
      }
      leaveTogether();
    } catch (InterruptedException | RuntimeException e) {
      health.fail(new Failure(rank, "rank " + rank + " cannot watch its GPU: " + e.getMessage()));
    } finally {
      communicator.abort();
      freeEvents();
    }
  }

  /**
   * A sum that is done here may still need this end to be done elsewhere, so nobody frees it before
   * all have come so far. Whoever does not come is not waited for long: it may have failed.
   */
  private void leaveTogether() {
    if (used && health.failure() == null) {
      host.sayLeaving();
      health.awaitLeaving(PATIENCE);
    }
  }

  private boolean finished() {
    return health.failure() != null || (leaving && oldest() == null);
  }

  /** Looks once at everything that may go wrong. */
  private void check() {
    int code = communicator.state();
    Queued oldest = oldest();
    int gone = oldest == null ? -1 : health.firstLeaving();
    if (code != NcclLibrary.SUCCESS && code != NcclLibrary.IN_PROGRESS) {
      suspect(nccl.failure(rank, code));
    } else if (gone >= 0) {
      String what = " left the group before " + oldest.name() + " was done";
      suspect(new Failure(gone, "rank " + gone + what));
    } else if (oldest != null && System.nanoTime() - oldest.since() > progress.toNanos()) {
      String what =
          oldest.name() + " on its GPU was not done within " + CollectiveOptions.text(progress);
      health.fail(new Failure(rank, "rank " + rank + ": " + what));
    } else {
      suspectedSince = 0;
    }
  }

  /** Fails the group if the same look has lasted for a while and nobody knew better. */
  private void suspect(Failure failure) {
    long now = System.nanoTime();
    if (suspectedSince == 0) {
      suspectedSince = now;
    } else if (now - suspectedSince > PATIENCE.toNanos()) {
      health.fail(failure);
    }
  }

  /** The oldest sum that is not done. */
  private synchronized Queued oldest() {
    while (!queue.isEmpty() && nccl.cuda().happened(queue.peek().event())) {
      freeEvents.push(queue.poll().event());
    }
    return queue.peek();
  }

  private synchronized void freeEvents() {
    try {
      for (Queued sum : queue) {
        nccl.cuda().destroy(sum.event());
      }
      for (Pointer event : freeEvents) {
        nccl.cuda().destroy(event);
      }
    } catch (IllegalStateException e) {
      LOG.warn("Rank {} cannot free what it used on its GPU: {}", rank, e.getMessage());
    } finally {
      queue.clear();
      freeEvents.clear();
    }
  }
}
