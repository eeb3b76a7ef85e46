package mclspark.collective.mesh;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import mclspark.collective.Announcement;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.Failure;
import mclspark.collective.RankFailedException;
import mclspark.collective.wire.AcceptorHandshake;
import mclspark.collective.wire.Connection;
import mclspark.collective.wire.ConnectorHandshake;
import mclspark.collective.wire.GroupKey;
import mclspark.collective.wire.Handshake;
import mclspark.collective.wire.Route;

/**
 * Connects one worker with all others: it connects to the lower ranks and is connected to by the
 * higher ones, all at once, in one thread. Whoever is not a worker of this attempt is logged with
 * its address and hung up on; it neither ends nor holds up the set-up.
 */
final class MeshSetUp {

  private static final int MOST_PENDING = 16;
  private static final Duration RETRY = Duration.ofMillis(200);
  private static final long SELECT_MILLIS = 50;

  private final ServerSocketChannel server;
  private final Announcement own;
  private final List<Announcement> group;
  private final GroupKey key;
  private final CollectiveOptions settings;
  private final Consumer<String> log;

  private final Set<Route> missing = new LinkedHashSet<>();
  private final Map<Route, Connection> connected = new LinkedHashMap<>();
  private final List<Handshake> pending = new ArrayList<>();
  private final Map<Route, Long> dialAgain = new HashMap<>();
  private final Map<Route, String> obstacles = new HashMap<>();

  /**
   * Prepares the set-up.
   *
   * @param group all workers, in rank order
   * @param log takes a sentence about each refused connection
   */
  MeshSetUp(
      ServerSocketChannel server,
      Announcement own,
      List<Announcement> group,
      GroupKey key,
      CollectiveOptions settings,
      Consumer<String> log) {
    this.server = server;
    this.own = own;
    this.group = group;
    this.key = key;
    this.settings = settings;
    this.log = log;
    for (Announcement other : group) {
      if (other.rank() != own.rank()) {
        missing.add(new Route(other.rank(), Route.Line.DATA));
        if (own.rank() == 0 || other.rank() == 0) {
          missing.add(new Route(other.rank(), Route.Line.CONTROL));
        }
      }
    }
  }

  /**
   * Connects.
   *
   * @return one proved connection per route
   * @throws RankFailedException naming a worker that has not come by the deadline
   */
  Map<Route, Connection> connect() throws IOException {
    long deadline = System.nanoTime() + settings.setUp().toNanos();
    try (Selector selector = Selector.open()) {
      server.configureBlocking(false);
      SelectionKey acceptKey = server.register(selector, SelectionKey.OP_ACCEPT);
      while (!missing.isEmpty()) {
        checkTime(deadline);
        dial(selector);
        // A full house is not offered to more callers; they wait in the backlog.
        acceptKey.interestOps(accepting() < MOST_PENDING ? SelectionKey.OP_ACCEPT : 0);
        selector.select(SELECT_MILLIS);
        selector.selectedKeys().clear();
        accept(selector);
        advance(selector);
      }
      return connected;
    } catch (IOException | RuntimeException e) {
      closeAll(connected.values().stream().map(Connection::channel).toList());
      throw e;
    } finally {
      closeAll(pending.stream().map(Handshake::channel).toList());
    }
  }

  private void dial(Selector selector) {
    for (Route route : missing) {
      boolean ours = route.rank() < own.rank();
      boolean dialled = pending.stream().anyMatch(handshake -> route.equals(handshake.route()));
      if (ours && !dialled && System.nanoTime() >= dialAgain.getOrDefault(route, Long.MIN_VALUE)) {
        dial(route, selector);
      }
    }
  }

  private void dial(Route route, Selector selector) {
    Announcement peer = group.get(route.rank());
    InetSocketAddress address = new InetSocketAddress(peer.host(), peer.port());
    if (address.isUnresolved()) {
      postpone(route, "unknown host " + peer.host());
      return;
    }
    SocketChannel channel = null;
    try {
      channel = SocketChannel.open();
      configure(channel);
      channel.connect(address);
      Handshake handshake = new ConnectorHandshake(channel, route, own, key);
      handshake.register(selector);
      pending.add(handshake);
    } catch (IOException e) {
      postpone(route, reason(e));
      closeAll(channel == null ? List.of() : List.of(channel));
    }
  }

  private void postpone(Route route, String obstacle) {
    obstacles.put(route, obstacle);
    dialAgain.put(route, System.nanoTime() + RETRY.toNanos());
  }

  private void accept(Selector selector) throws IOException {
    while (accepting() < MOST_PENDING) {
      SocketChannel channel = server.accept();
      if (channel == null) {
        return;
      }
      try {
        configure(channel);
        Handshake handshake = new AcceptorHandshake(channel, own, group.size(), key);
        handshake.register(selector);
        pending.add(handshake);
      } catch (IOException e) {
        refuse(channel, reason(e));
      }
    }
  }

  private long accepting() {
    return pending.stream().filter(handshake -> handshake instanceof AcceptorHandshake).count();
  }

  private void configure(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    if (settings.socketBufferBytes() > 0) {
      channel.setOption(StandardSocketOptions.SO_SNDBUF, settings.socketBufferBytes());
      channel.setOption(StandardSocketOptions.SO_RCVBUF, settings.socketBufferBytes());
    }
  }

  private void advance(Selector selector) {
    for (Iterator<Handshake> all = pending.iterator(); all.hasNext(); ) {
      Handshake handshake = all.next();
      try {
        if (handshake.advance(selector)) {
          all.remove();
          welcome(handshake, selector);
        }
      } catch (IOException e) {
        all.remove();
        reject(handshake, reason(e));
      }
    }
  }

  private void welcome(Handshake handshake, Selector selector) throws IOException {
    if (!missing.remove(handshake.route())) {
      refuse(handshake.channel(), "rank " + handshake.route().rank() + " is connected already");
      return;
    }
    handshake.channel().keyFor(selector).cancel();
    selector.selectNow();
    connected.put(handshake.route(), new Connection(handshake.channel(), handshake.keys()));
  }

  private void reject(Handshake handshake, String reason) {
    if (handshake instanceof AcceptorHandshake) {
      refuse(handshake.channel(), reason);
    } else {
      postpone(handshake.route(), reason);
      closeAll(List.of(handshake.channel()));
    }
  }

  private void refuse(SocketChannel channel, String reason) {
    log.accept(own.worker() + " refused a connection from " + address(channel) + ": " + reason);
    closeAll(List.of(channel));
  }

  private static String address(SocketChannel channel) {
    try {
      return String.valueOf(channel.getRemoteAddress());
    } catch (IOException e) {
      return "an unknown address (" + e.getMessage() + ")";
    }
  }

  private void checkTime(long deadline) {
    if (Thread.currentThread().isInterrupted()) {
      throw new Failure(own.rank(), own.worker() + " was interrupted").during("set-up");
    }
    if (System.nanoTime() > deadline) {
      Route route = missing.stream().min(Comparator.comparingInt(Route::rank)).orElseThrow();
      String obstacle = obstacles.containsKey(route) ? ": " + obstacles.get(route) : "";
      String verb =
          route.rank() < own.rank() ? " was not reached within " : " did not come within ";
      String limit = CollectiveOptions.text(settings.setUp());
      throw new Failure(route.rank(), group.get(route.rank()).worker() + verb + limit + obstacle)
          .during("set-up");
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private void closeAll(Iterable<SocketChannel> channels) {
    for (SocketChannel channel : channels) {
      try {
        channel.close();
      } catch (IOException e) {
        log.accept("Cannot close a connection: " + reason(e));
      }
    }
  }
}
