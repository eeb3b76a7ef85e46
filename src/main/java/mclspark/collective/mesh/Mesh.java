package mclspark.collective.mesh;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import mclspark.collective.Announcement;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.Failure;
import mclspark.collective.GroupHealth;
import mclspark.collective.Operation;
import mclspark.collective.RankFailedException;
import mclspark.collective.wire.ForgedRecordException;

/**
 * The data connections of one worker, one to each other, and the loop that runs an operation over
 * all of them at once: one thread that never blocks on a link, a deadline on progress.
 */
public final class Mesh {

  /** So long the news of another's failure may take to overtake a closed connection. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** Tries before a real wait, which costs more than a short one; spinning starves others. */
  private static final int YIELDS = 100;

  private static final long LONGEST_WAIT_MILLIS = 1000;

  private final int rank;
  private final String worker;
  private final GroupHealth health;
  private final Duration progress;
  private final List<WorkerLink> links;
  private final Waiting waiting;

  /**
   * Takes over connected links.
   *
   * @param links one to each other worker, by rank
   * @param waiting waits for these links
   */
  public Mesh(
      Announcement own,
      List<WorkerLink> links,
      Waiting waiting,
      GroupHealth health,
      Duration progress) {
    rank = own.rank();
    worker = own.worker();
    this.health = health;
    this.progress = progress;
    this.links = List.copyOf(links);
    this.waiting = waiting;
  }

  List<WorkerLink> links() {
    return links;
  }

  /**
   * Runs one operation to its end.
   *
   * @throws RankFailedException naming who is to blame
   */
  void run(Operation call, Exchange exchange) {
    health.throwIfFailed(call.name());
    links.forEach(link -> link.receiver().reset());
    long lastMove = System.nanoTime();
    int idle = 0;
    while (true) {
      boolean moved = false;
      boolean done = true;
      for (WorkerLink link : links) {
        moved |= advance(call, exchange, link);
      }
      for (WorkerLink link : links) {
        done &= exchange.done(link);
      }
      if (done) {
        return;
      }
      if (moved) {
        lastMove = System.nanoTime();
        idle = 0;
      } else {
        await(call, exchange, lastMove, idle++);
      }
    }
  }

  public void close() throws IOException {
    for (WorkerLink link : links) {
      link.close();
    }
    waiting.close();
  }

  private boolean advance(Operation call, Exchange exchange, WorkerLink link) {
    try {
      return !exchange.done(link) && exchange.advance(link);
    } catch (UnexpectedFrameException e) {
      health.fail(Failure.mismatch(link.rank(), link.worker(), e.getMessage(), rank, e.expected()));
      throw health.failure().during(call.name());
    } catch (ForgedRecordException e) {
      health.fail(new Failure(link.rank(), link.worker() + " " + e.getMessage()));
      throw health.failure().during(call.name());
    } catch (IOException e) {
      throw health.verdict(link.rank(), link.worker(), PATIENCE).during(call.name());
    }
  }

  private void await(Operation call, Exchange exchange, long lastMove, int idle) {
    if (Thread.currentThread().isInterrupted()) {
      health.fail(new Failure(rank, worker + " was interrupted while it waited"));
    }
    health.throwIfFailed(call.name());
    if (idle < YIELDS) {
      Thread.yield();
      return;
    }
    long left = progress.toMillis() - (System.nanoTime() - lastMove) / 1_000_000;
    if (left <= 0) {
      WorkerLink slowest = slowest(exchange);
      String what = " sent nothing within " + CollectiveOptions.text(progress);
      health.fail(new Failure(slowest.rank(), slowest.worker() + what));
    } else {
      await(idle - YIELDS, Math.min(left, LONGEST_WAIT_MILLIS));
    }
  }

  private void await(int round, long millis) {
    try {
      waiting.await(round, millis);
    } catch (IOException e) {
      health.fail(new Failure(rank, worker + " cannot wait for its connections: " + e));
    }
  }

  /** Who has sent least: the others may only be waiting for that one. */
  private WorkerLink slowest(Exchange exchange) {
    WorkerLink slowest = null;
    for (WorkerLink link : links) {
      boolean waiting = !exchange.done(link);
      if (waiting
          && (slowest == null || link.receiver().received() < slowest.receiver().received())) {
        slowest = link;
      }
    }
    return slowest;
  }
}
