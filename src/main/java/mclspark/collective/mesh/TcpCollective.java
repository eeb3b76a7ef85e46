package mclspark.collective.mesh;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mclspark.Machine;
import mclspark.UserError;
import mclspark.collective.Announcement;
import mclspark.collective.Collective;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.GroupHealth;
import mclspark.collective.PortRange;
import mclspark.collective.RankFailedException;
import mclspark.collective.wire.Connection;
import mclspark.collective.wire.GroupKey;
import mclspark.collective.wire.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workers in several JVMs, connected each with each by TCP. Get one by {@link #listen}, exchanging
 * the announcements by any means, and {@link Listener#join}.
 *
 * <p>Connections are opened only between workers that know the job's secret. What travels on them
 * afterwards is encrypted and signed with {@link CollectiveOptions#encrypt}, else neither. When a
 * worker dies, falls silent or disagrees, all others throw a {@link RankFailedException} that names
 * it, and the group is dead.
 */
public final class TcpCollective extends MeshMember {

  private static final Logger LOG = LoggerFactory.getLogger(TcpCollective.class);
  private static final int NONCE_BYTES = 16;
  private static final int BACKLOG = 128;

  private final ControlStar control;

  private TcpCollective(
      Announcement own,
      int size,
      String description,
      Mesh mesh,
      GroupHealth health,
      ControlStar control,
      CollectiveOptions settings) {
    super(own.rank(), size, description, mesh, health, settings.chunkBytes());
    this.control = control;
  }

  private static TcpCollective over(
      Announcement own,
      List<Announcement> group,
      Map<Route, Connection> connections,
      CollectiveOptions settings,
      String reason)
      throws IOException {
    GroupHealth health = new GroupHealth(group.size());
    SelectorWaiting waiting = new SelectorWaiting(health);
    List<WorkerLink> links = new ArrayList<>();
    for (Map.Entry<Announcement, Connection> entry :
        on(Route.Line.DATA, group, connections).entrySet()) {
      WorkerLink link = new WorkerLink(entry.getKey(), entry.getValue().wire(settings.encrypt()));
      waiting.watch(link, entry.getValue().channel());
      links.add(link);
    }
    Mesh mesh = new Mesh(own, links, waiting, health, settings.progress());
    ControlStar control =
        new ControlStar(own, on(Route.Line.CONTROL, group, connections), health, settings);
    control.start();
    String description = (settings.encrypt() ? "encrypted TCP (" : "TCP (") + reason + ")";
    return new TcpCollective(own, group.size(), description, mesh, health, control, settings);
  }

  /**
   * Binds a free port of one address, within {@link CollectiveOptions#ports}.
   *
   * @param host address or name of the interface that the other workers can reach
   * @throws UserError if this machine cannot listen there
   */
  public static Listener listen(String host, CollectiveOptions settings) {
    InetSocketAddress address = new InetSocketAddress(host, 0);
    if (address.isUnresolved()) {
      throw new UserError("Host '" + host + "' is unknown: name an address of this machine.");
    }
    try {
      ServerSocketChannel server = ServerSocketChannel.open();
      if (settings.socketBufferBytes() > 0) {
        server.setOption(StandardSocketOptions.SO_RCVBUF, settings.socketBufferBytes());
      }
      settings.ports().bind(server, address, BACKLOG);
      return new Listener(server, host, settings);
    } catch (IOException e) {
      throw cannotListen(host, settings.ports(), e);
    }
  }

  private static UserError cannotListen(String host, PortRange ports, IOException cause) {
    String sentence = "Cannot listen on '" + host + "'";
    return new UserError(
        ports.equals(PortRange.ANY)
            ? sentence + ": " + cause.getMessage() + "; name an address of this machine."
            : "%s at any of the ports %s (the last one: %s); widen collective.ports, which needs one"
                    .formatted(sentence, ports, cause.getMessage())
                + " for each worker of a machine, or free them.",
        cause);
  }

  @Override
  public void sayLeaving() {
    control.sayLeaving();
  }

  @Override
  public void leave() {
    control.leave();
    try {
      mesh().close();
    } catch (IOException e) {
      LOG.warn("Rank {} cannot close its connections", rank(), e);
    }
  }

  private static Map<Announcement, Connection> on(
      Route.Line line, List<Announcement> group, Map<Route, Connection> connections) {
    Map<Announcement, Connection> some = new LinkedHashMap<>();
    for (Announcement peer : group) {
      Connection connection = connections.get(new Route(peer.rank(), line));
      if (connection != null) {
        some.put(peer, connection);
      }
    }
    return some;
  }

  /** A bound port, from which a worker joins its group once. Close it afterwards. */
  public static final class Listener implements AutoCloseable {

    private final ServerSocketChannel server;
    private final String host;
    private final int port;
    private final CollectiveOptions settings;
    private final String nonce;
    private Announcement own;

    private Listener(ServerSocketChannel server, String host, CollectiveOptions settings)
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
              settings.encrypt(),
              Machine.THIS,
              Machine.THIS_JVM);
      return own.format();
    }

    /**
     * Connects to all others over TCP.
     *
     * @param announcements of all workers, in any order
     * @param secret 32 random bytes that only the workers of this job know
     * @param jobKey name of job and stage, the same on all workers
     * @throws UserError if the announcements do not fit together
     * @throws RankFailedException if a worker does not come within {@link CollectiveOptions#setUp}
     */
    public Collective join(List<String> announcements, byte[] secret, String jobKey) {
      return join(group(announcements), secret, jobKey, announcements.size() + " workers");
    }

    public TcpCollective join(
        List<Announcement> group, byte[] secret, String jobKey, String reason) {
      List<String> nonces = group.stream().map(Announcement::nonce).toList();
      GroupKey key = GroupKey.derive(secret, jobKey, own.attempt(), nonces);
      try {
        Map<Route, Connection> connections =
            new MeshSetUp(server, own, group, key, settings, LOG::warn).connect();
        return over(own, group, connections, settings, reason);
      } catch (IOException e) {
        String sentence = own.worker() + " cannot connect: " + e.getMessage();
        throw new RankFailedException(own.rank(), "set-up failed: " + sentence, e);
      } finally {
        close();
      }
    }

    /** The announcements, checked and in rank order. */
    public List<Announcement> group(List<String> announcements) {
      if (own == null) {
        throw new IllegalStateException("announce before you join");
      }
      return Announcement.parseGroup(announcements, own);
    }

    public Announcement own() {
      return own;
    }

    public CollectiveOptions settings() {
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
