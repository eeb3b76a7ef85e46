package mclspark.collective.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import mclspark.collective.Announcement;
import mclspark.collective.CollectiveContract;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.RankFailedException;
import mclspark.collective.RankThreads;
import mclspark.collective.TcpRanks;
import mclspark.collective.wire.Connection;
import mclspark.collective.wire.GroupKey;
import mclspark.collective.wire.Hello;
import mclspark.collective.wire.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two workers that connect while others knock at rank 0's port. */
class MeshSetUpTest {

  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final int ATTEMPT = 1;

  private final List<String> log = Collections.synchronizedList(new ArrayList<>());
  private final List<ServerSocketChannel> servers = new ArrayList<>();
  private final List<Announcement> group = new ArrayList<>();
  private final List<Socket> strangers = new ArrayList<>();
  private final Random random = new Random(7);

  @BeforeEach
  void listen() throws IOException {
    for (int rank = 0; rank < 2; rank++) {
      ServerSocketChannel server = ServerSocketChannel.open();
      server.bind(new InetSocketAddress(TcpRanks.HOST, 0));
      int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
      servers.add(server);
      String nonce = "0".repeat(31) + rank;
      group.add(
          new Announcement(
              1, rank, TcpRanks.HOST, port, nonce, ATTEMPT, "config", false, "machine", "jvm"));
    }
  }

  @AfterEach
  void close() throws IOException {
    for (ServerSocketChannel server : servers) {
      server.close();
    }
    for (Socket stranger : strangers) {
      stranger.close();
    }
  }

  @Test
  void randomBytesAreRefused() throws Exception {
    byte[] bytes = new byte[1000];
    random.nextBytes(bytes);
    knock().getOutputStream().write(bytes);
    assertAllConnect(4);
    assertRefused("it does not speak our protocol");
  }

  @Test
  void aPortScannerIsRefused() throws Exception {
    knock().close();
    assertAllConnect(4);
    assertRefused("it closed the connection before it had proved itself");
  }

  @Test
  void aSilentConnectionHoldsNobodyUp() throws Exception {
    knock();
    assertAllConnect(4);
    assertEquals(List.of(), log);
  }

  @Test
  void aHouseFullOfSilentConnectionsIsCleared() throws Exception {
    for (int i = 0; i < 16; i++) {
      knock();
    }
    assertAllConnect(12);
    assertRefused("it said nothing for 5 s");
  }

  @Test
  void aStaleAttemptIsRefused() throws Exception {
    say(new Hello(1, 0, 1, 0, ATTEMPT - 1));
    assertAllConnect(4);
    assertRefused("it belongs to attempt 0, this is attempt 1");
  }

  @Test
  void aWrongRankIsRefused() throws Exception {
    say(new Hello(1, 0, 2, 0, ATTEMPT));
    assertAllConnect(4);
    assertRefused("it says that it is rank 2 and looks for rank 0");
  }

  @Test
  void whoGuessesTheProofIsRefused() throws Exception {
    Socket stranger = say(new Hello(1, 0, 1, 0, ATTEMPT));
    byte[] guess = new byte[GroupKey.BYTES];
    random.nextBytes(guess);
    stranger.getOutputStream().write(guess);
    assertAllConnect(4);
    assertRefused("it does not know the secret of this attempt of this job");
  }

  @Test
  void aWorkerWithAnotherSecretConnectsToNobody() throws Exception {
    byte[] other = new byte[GroupKey.BYTES];
    other[31] = 1;
    List<RankThreads.Outcome> outcomes =
        RankThreads.run(
            2,
            DEADLINE,
            rank -> connect(rank, rank == 0 ? TcpRanks.SECRET : other, Duration.ofSeconds(1)));
    RankFailedException acceptor =
        assertInstanceOf(RankFailedException.class, outcomes.get(0).failure());
    assertEquals(1, acceptor.rank());
    assertTrue(acceptor.getMessage().endsWith("did not come within 1 s"), acceptor.getMessage());
    RankFailedException connector =
        assertInstanceOf(RankFailedException.class, outcomes.get(1).failure());
    assertEquals(0, connector.rank());
    assertTrue(
        connector.getMessage().contains("was not reached within 1 s: it does not know the secret"),
        connector.getMessage());
  }

  @Test
  void whoDoesNotComeIsNamed() throws Exception {
    servers.get(1).close();
    List<RankThreads.Outcome> outcomes =
        RankThreads.run(
            1, DEADLINE, rank -> connect(rank, TcpRanks.SECRET, Duration.ofMillis(300)));
    RankFailedException failure =
        assertInstanceOf(RankFailedException.class, outcomes.get(0).failure());
    assertEquals(
        "set-up failed: " + group.get(1).worker() + " did not come within 300 ms",
        failure.getMessage());
    assertTrue(outcomes.get(0).seconds() < 3);
  }

  private void assertAllConnect(double seconds) throws Exception {
    List<RankThreads.Outcome> outcomes =
        RankThreads.run(
            2,
            DEADLINE,
            rank -> {
              CollectiveContract.sleep(rank * 200L); // the strangers come first
              Map<Route, Connection> channels =
                  connect(rank, TcpRanks.SECRET, Duration.ofSeconds(15));
              assertEquals(2, channels.size());
              for (Connection connection : channels.values()) {
                assertTrue(connection.channel().isConnected());
                connection.channel().close();
              }
              return null;
            });
    for (RankThreads.Outcome outcome : outcomes) {
      assertEquals(null, outcome.failure());
      assertTrue(outcome.seconds() < seconds, "took " + outcome.seconds());
    }
  }

  private void assertRefused(String reason) {
    String expected = group.get(0).worker() + " refused a connection from /127.0.0.1:";
    assertTrue(
        log.stream().anyMatch(line -> line.startsWith(expected) && line.endsWith(": " + reason)),
        log.toString());
  }

  private Map<Route, Connection> connect(int rank, byte[] secret, Duration setUp)
      throws IOException {
    CollectiveOptions settings = CollectiveOptions.defaults().withDeadlines(setUp, setUp, setUp);
    List<String> nonces = group.stream().map(Announcement::nonce).toList();
    GroupKey key = GroupKey.derive(secret, "job", ATTEMPT, nonces);
    return new MeshSetUp(servers.get(rank), group.get(rank), group, key, settings, log::add)
        .connect();
  }

  private Socket say(Hello hello) throws IOException {
    Socket stranger = knock();
    stranger.getOutputStream().write(hello.encode(new byte[GroupKey.BYTES]));
    return stranger;
  }

  private Socket knock() throws IOException {
    Socket stranger = new Socket(InetAddress.getByName(TcpRanks.HOST), group.get(0).port());
    strangers.add(stranger);
    return stranger;
  }
}
