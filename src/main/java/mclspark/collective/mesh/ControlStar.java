package mclspark.collective.mesh;

import java.io.IOException;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mclspark.collective.Announcement;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.Failure;
import mclspark.collective.GroupHealth;
import mclspark.collective.wire.Connection;
import mclspark.collective.wire.ForgedRecordException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Liveness: every worker holds a control connection to rank 0, on a daemon thread of its own, so
 * that a worker which loads data or writes a checkpoint still gives signs of life. Rank 0 passes
 * the first failure and every farewell on to all.
 */
final class ControlStar {

  private static final Logger LOG = LoggerFactory.getLogger(ControlStar.class);

  /** So long a connection stays readable after the last word, so that the word arrives. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private static final long LINGER_SELECT_MILLIS = 20;

  private final Announcement own;
  private final GroupHealth health;
  private final CollectiveOptions settings;
  private final Selector selector;
  private final List<ControlLink> links = new ArrayList<>();
  private final CountDownLatch lastWordSent = new CountDownLatch(1);
  private volatile boolean leaving;
  private volatile boolean leavingSoon;

  // Of the control thread only.
  private boolean saidLeaving;
  private boolean lastWord;
  private long lingerUntil;
  private long nextHeartbeat = System.nanoTime();

  ControlStar(
      Announcement own,
      Map<Announcement, Connection> connections,
      GroupHealth health,
      CollectiveOptions settings)
      throws IOException {
    this.own = own;
    this.health = health;
    this.settings = settings;
    selector = Selector.open();
    for (Map.Entry<Announcement, Connection> entry : connections.entrySet()) {
      links.add(new ControlLink(entry.getKey(), entry.getValue(), settings.encrypt(), selector));
    }
    health.onFailure(selector::wakeup);
  }

  /** Starts the thread. */
  void start() {
    Thread thread = new Thread(this::run, "mcl-control-" + own.rank());
    thread.setDaemon(true);
    thread.start();
  }

  /** Tells all that this worker is about to leave. */
  void sayLeaving() {
    health.leaving(own.rank());
    leavingSoon = true;
    selector.wakeup();
  }

  /** Says farewell, unless the group is dead, and returns when that is on its way. */
  void leave() {
    leaving = true;
    selector.wakeup();
    boolean interrupted = false;
    long deadline = System.nanoTime() + LINGER.toNanos();
    while (lastWordSent.getCount() > 0 && System.nanoTime() < deadline) {
      try {
        if (lastWordSent.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!finished()) {
        selector.select(selectMillis());
        selector.selectedKeys().clear();
        links.forEach(this::receive);
        tellLeaving();
        sayLastWord();
        sendHeartbeats();
        links.forEach(this::flush);
        blameTheSilent();
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("Control thread of rank {} ended", own.rank(), e);
      health.fail(new Failure(own.rank(), own.worker() + " lost its control thread: " + e));
    } finally {
      links.forEach(this::close);
      lastWordSent.countDown();
    }
  }

  private boolean finished() {
    boolean someOpen = links.stream().anyMatch(ControlLink::open);
    return lastWord && (!someOpen || System.nanoTime() > lingerUntil);
  }

  private long selectMillis() {
    long untilBeat = (nextHeartbeat - System.nanoTime()) / 1_000_000;
    return lastWord ? LINGER_SELECT_MILLIS : Math.max(1, untilBeat);
  }

  private void receive(ControlLink link) {
    if (link.open()) {
      try {
        link.receive(message -> handle(link, message));
      } catch (ForgedRecordException e) {
        close(link);
        Announcement peer = link.peer();
        health.fail(new Failure(peer.rank(), peer.worker() + " " + e.getMessage()));
      } catch (IOException e) {
        lost(link);
      }
    }
  }

  private void handle(ControlLink source, ControlMessage message) {
    if (message.type() == ControlMessage.Type.ABORT) {
      health.fail(new Failure(message.rank(), message.text()));
    } else if (message.type() == ControlMessage.Type.GOODBYE) {
      health.left(message.rank());
      if (own.rank() == 0) {
        sendToAll(message, source);
      }
    } else if (message.type() == ControlMessage.Type.LEAVING) {
      health.leaving(message.rank());
      if (own.rank() == 0) {
        sendToAll(message, source);
      }
    }
  }

  private void lost(ControlLink link) {
    close(link);
    if (!health.hasLeft(link.peer().rank()) && !lastWord) {
      String sentence = link.peer().worker() + " closed its connection";
      health.fail(new Failure(link.peer().rank(), sentence));
    }
  }

  private void tellLeaving() {
    if (leavingSoon && !saidLeaving) {
      saidLeaving = true;
      sendToAll(new ControlMessage(ControlMessage.Type.LEAVING, own.rank(), ""), null);
    }
  }

  /** The news of a failure or the farewell: after it, this worker only listens for a moment. */
  private void sayLastWord() {
    Failure failure = health.failure();
    if (lastWord || (failure == null && !leaving)) {
      return;
    }
    lastWord = true;
    lingerUntil = System.nanoTime() + LINGER.toNanos();
    ControlMessage.Type type =
        failure == null ? ControlMessage.Type.GOODBYE : ControlMessage.Type.ABORT;
    int about = failure == null ? own.rank() : failure.rank();
    sendToAll(new ControlMessage(type, about, failure == null ? "" : failure.sentence()), null);
  }

  private void sendHeartbeats() {
    long now = System.nanoTime();
    if (!lastWord && now >= nextHeartbeat) {
      nextHeartbeat = now + settings.heartbeat().toNanos();
      sendToAll(new ControlMessage(ControlMessage.Type.HEARTBEAT, own.rank(), ""), null);
    }
  }

  private void sendToAll(ControlMessage message, ControlLink except) {
    for (ControlLink link : links) {
      if (link.open() && link != except) {
        link.send(message);
      }
    }
  }

  private void flush(ControlLink link) {
    if (link.open()) {
      try {
        link.flush();
        if (lastWord && link.flushed()) {
          link.closeOutput();
        }
      } catch (IOException e) {
        lost(link);
      }
    }
    boolean allSaid = links.stream().allMatch(each -> !each.open() || each.flushed());
    if (lastWord && allSaid) {
      lastWordSent.countDown();
    }
  }

  private void blameTheSilent() {
    for (ControlLink link : links) {
      // A worker that still waits for others in its set-up sends nothing yet.
      Duration limit =
          link.heard() ? settings.silence() : settings.silence().plus(settings.setUp());
      boolean silent = System.nanoTime() - link.lastHeard() > limit.toNanos();
      if (link.open() && silent && !lastWord) {
        String sentence = link.peer().worker() + " was silent for " + CollectiveOptions.text(limit);
        health.fail(new Failure(link.peer().rank(), sentence));
      }
    }
  }

  private void close(ControlLink link) {
    try {
      link.close();
    } catch (IOException e) {
      LOG.warn("Rank {} cannot close a control connection", own.rank(), e);
    }
  }
}
