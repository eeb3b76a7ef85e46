package mclspark.collective;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mclspark.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workers in several JVMs, connected each with each by TCP. Get one by {@link #listen}, exchanging
 * the announcements by any means, and {@link Listener#join}.
 *
 * <p>Connections are opened only between workers that know the job's secret; what travels on them
 * afterwards is neither encrypted nor signed. When a worker dies, falls silent or disagrees, all
 * others throw a {@link RankFailedException} that names it, and the group is dead.
 */
public final class TcpCollective extends GroupMember {

  private static final Logger LOG = LoggerFactory.getLogger(TcpCollective.class);
  private static final int NONCE_BYTES = 16;
  private static final int BACKLOG = 128;

  private final String description;
  private final GroupHealth health;
  private final Mesh mesh;
  private final ControlStar control;
  private final ReduceExchange reduction;

  private TcpCollective(
      Announcement own,
      List<Announcement> group,
      Map<Route, SocketChannel> channels,
      Settings settings,
      String reason)
      throws IOException {
    super(own.rank(), group.size());
    description = "TCP (" + reason + ")";
    health = new GroupHealth(group.size());
    mesh = new Mesh(own, on(Route.Line.DATA, group, channels), health, settings.progress());
    control = new ControlStar(own, on(Route.Line.CONTROL, group, channels), health, settings);
    reduction = new ReduceExchange(mesh, own.rank(), group.size(), settings.chunkBytes());
    control.start();
  }

  /**
   * Binds a free port of one address.
   *
   * @param host address or name of the interface that the other workers can reach
   * @throws UserError if this machine cannot listen there
   */
  public static Listener listen(String host, Settings settings) {
    InetSocketAddress address = new InetSocketAddress(host, 0);
    if (address.isUnresolved()) {
      throw new UserError("Host '" + host + "' is unknown: name an address of this machine.");
    }
    try {
      ServerSocketChannel server = ServerSocketChannel.open();
      if (settings.socketBufferBytes() > 0) {
        server.setOption(StandardSocketOptions.SO_RCVBUF, settings.socketBufferBytes());
      }
      server.bind(address, BACKLOG);
      return new Listener(server, host, settings);
    } catch (IOException e) {
      throw new UserError(
          "Cannot listen on '"
              + host
              + "': "
              + e.getMessage()
              + "; name an address of this machine.",
          e);
    }
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  void reduce(Operation operation, ByteBuffer data) {
    health.throwIfFailed(operation.name());
    reduction.begin(operation, data);
    try {
      mesh.run(operation, reduction);
    } finally {
      reduction.end();
    }
  }

  @Override
  void exchange(Operation operation, List<ByteBuffer> send, List<ByteBuffer> receive) {
    health.throwIfFailed(operation.name());
    mesh.run(operation, new MessageExchange(mesh, rank(), operation, send, receive));
  }

  @Override
  void leave() {
    control.leave();
    try {
      mesh.close();
    } catch (IOException e) {
      LOG.warn("Rank {} cannot close its connections", rank(), e);
    }
  }

  private static Map<Announcement, SocketChannel> on(
      Route.Line line, List<Announcement> group, Map<Route, SocketChannel> channels) {
    Map<Announcement, SocketChannel> some = new LinkedHashMap<>();
    for (Announcement peer : group) {
      SocketChannel channel = channels.get(new Route(peer.rank(), line));
      if (channel != null) {
        some.put(peer, channel);
      }
    }
    return some;
  }

  /** A bound port, from which a worker joins its group once. Close it afterwards. */
  public static final class Listener implements AutoCloseable {

    private final ServerSocketChannel server;
    private final String host;
    private final int port;
    private final Settings settings;
    private final String nonce;
    private Announcement own;

    private Listener(ServerSocketChannel server, String host, Settings settings)
        throws IOException {
      this.server = server;
      this.host = host;
      this.settings = settings;
      port = ((InetSocketAddress) server.getLocalAddress()).getPort();
      byte[] bytes = new byte[NONCE_BYTES];
      new SecureRandom().nextBytes(bytes);
      nonce = HexFormat.of().formatHex(bytes);
    }

    /**
     * What this worker must tell all others, itself included.
     *
     * @param rank its number
     * @param attempt number of the stage attempt, from 0
     * @param configHash digest of the configuration, one word
     */
    public String announcement(int rank, int attempt, String configHash) {
      own =
          new Announcement(
              Announcement.PROTOCOL,
              rank,
              host,
              port,
              nonce,
              attempt,
              configHash,
              Announcement.THIS_JVM);
      return own.format();
    }

    /**
     * Connects to all others over TCP.
     *
     * @param announcements of all workers, in any order
     * @param secret 32 random bytes that only the workers of this job know
     * @param jobKey name of job and stage, the same on all workers
     * @throws UserError if the announcements do not fit together
     * @throws RankFailedException if a worker does not come within {@link Settings#setUp}
     */
    public Collective join(List<String> announcements, byte[] secret, String jobKey) {
      return join(group(announcements), secret, jobKey, announcements.size() + " workers");
    }

    Collective join(List<Announcement> group, byte[] secret, String jobKey, String reason) {
      List<String> nonces = group.stream().map(Announcement::nonce).toList();
      GroupKey key = GroupKey.derive(secret, jobKey, own.attempt(), nonces);
      try {
        Map<Route, SocketChannel> channels =
            new MeshSetUp(server, own, group, key, settings, LOG::warn).connect();
        return new TcpCollective(own, group, channels, settings, reason);
      } catch (IOException e) {
        String sentence = own.worker() + " cannot connect: " + e.getMessage();
        throw new RankFailedException(own.rank(), "set-up failed: " + sentence, e);
      } finally {
        close();
      }
    }

    /** The announcements, checked and in rank order. */
    List<Announcement> group(List<String> announcements) {
      if (own == null) {
        throw new IllegalStateException("announce before you join");
      }
      return Announcement.parseGroup(announcements, own);
    }

    Announcement own() {
      return own;
    }

    Settings settings() {
      return settings;
    }

    @Override
    public void close() {
      try {
        server.close();
      } catch (IOException e) {
        LOG.warn("Cannot close port {}", port, e);
      }
    }
  }
}
