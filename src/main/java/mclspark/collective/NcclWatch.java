package mclspark.collective;

import com.sun.jna.Pointer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
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

  private final int rank;
  private final int size;
  private final int device;
  private final NcclLibrary nccl;
  private final NcclCommunicator communicator;
  private final GroupHealth health;
  private final Duration progress;
  private final Deque<Queued> queue = new ArrayDeque<>();
  private final Deque<Pointer> freeEvents = new ArrayDeque<>();
  private final Thread thread;
  private volatile boolean leaving;
  private long suspectedSince; // of the watching thread only

  private record Queued(String name, Pointer event, long since) {}

  NcclWatch(
      GroupMember member,
      int device,
      NcclLibrary nccl,
      NcclCommunicator communicator,
      GroupHealth health,
      Duration progress) {
    rank = member.rank();
    size = member.size();
    this.device = device;
    this.nccl = nccl;
    this.communicator = communicator;
    this.health = health;
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
  }

  /** Returns when all that is queued is done or the group has failed; then frees everything. */
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
    } catch (InterruptedException | RuntimeException e) {
      health.fail(new Failure(rank, "rank " + rank + " cannot watch its GPU: " + e.getMessage()));
    } finally {
      communicator.abort();
      freeEvents();
    }
  }

  private boolean finished() {
    return health.failure() != null || (leaving && oldest() == null);
  }

  /** Looks once at everything that may go wrong. */
  private void check() {
    int code = communicator.state();
    Queued oldest = oldest();
    int gone = oldest == null ? -1 : someoneWhoLeft();
    if (code != NcclLibrary.SUCCESS && code != NcclLibrary.IN_PROGRESS) {
      suspect(nccl.failure(rank, code));
    } else if (gone >= 0) {
      String what = " left the group before " + oldest.name() + " was done";
      suspect(new Failure(gone, "rank " + gone + what));
    } else if (oldest != null && System.nanoTime() - oldest.since() > progress.toNanos()) {
      String what = oldest.name() + " on its GPU was not done within " + Settings.text(progress);
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

  private int someoneWhoLeft() {
    for (int other = 0; other < size; other++) {
      if (health.hasLeft(other)) {
        return other;
      }
    }
    return -1;
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
