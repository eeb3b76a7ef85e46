package mclspark.collective.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import mclspark.UserError;
import mclspark.collective.Collective;
import mclspark.collective.CollectiveContract;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.PortRange;
import mclspark.collective.RankFailedException;
import mclspark.collective.RankThreads;
import mclspark.collective.TcpRanks;
import org.junit.jupiter.api.Test;

class TcpCollectiveTest extends CollectiveContract {

  private static final Duration DEADLINE = Duration.ofSeconds(20);

  @Override
  public List<Collective> open(int size, CollectiveOptions settings) throws Exception {
    // Small chunks, so that short tests see many of them.
    CollectiveOptions small =
        new CollectiveOptions(
            settings.silence(),
            settings.progress(),
            settings.setUp(),
            settings.socketBufferBytes(),
            4096,
            settings.encrypt());
    return TcpRanks.open(size, small);
  }

  @Test
  void workersListenWithinTheirPorts() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int taken = other.getLocalPort();
      CollectiveOptions some =
          CollectiveOptions.defaults().withPorts(new PortRange(taken, taken + 50));
      try (TcpCollective.Listener next = TcpCollective.listen("127.0.0.1", some)) {
        next.announcement(0, 0, "hash");
        int port = next.own().port();
        assertTrue(port > taken && port <= taken + 50, port + " beside " + taken);
      }
      CollectiveOptions one = CollectiveOptions.defaults().withPorts(new PortRange(taken, taken));
      assertEquals(
          "Cannot listen on '127.0.0.1' at any of the ports %d-%d (the last one: Address already in"
                  .formatted(taken, taken)
              + " use); widen collective.ports, which needs one for each worker of a machine, or"
              + " free them.",
          assertThrows(UserError.class, () -> TcpCollective.listen("127.0.0.1", one)).getMessage());
    }
  }

  @Test
  void failuresNameHostAndPort() throws Exception {
    List<Collective> members = open(2, CollectiveOptions.defaults());
    members.get(1).close();
    RankFailedException failure =
        assertThrows(RankFailedException.class, () -> members.get(0).allReduceSum(floats(1)));
    members.get(0).close();
    assertTrue(
        failure
            .getMessage()
            .matches("all-reduce #1 failed: rank 1 \\(127\\.0\\.0\\.1:\\d+\\) left the group"),
        failure.getMessage());
  }

  @Test
  void aLateRankIsNoFailureWhileItsHeartbeatsCome() throws Exception {
    CollectiveOptions settings =
        CollectiveOptions.defaults()
            .withDeadlines(Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofSeconds(5));
    List<Collective> members = open(3, settings);
    List<Float> sums =
        RankThreads.values(
            3,
            DEADLINE,
            rank -> {
              sleep(rank == 1 ? 2000 : 0);
              ByteBuffer data = floats(rank);
              members.get(rank).allReduceSum(data);
              return data.getFloat(0);
            });
    members.forEach(Collective::close);
    assertEquals(List.of(3f, 3f, 3f), sums);
  }

  @Test
  void whoFinishesFirstMayLeaveWithoutHarm() throws Exception {
    for (int round = 0; round < 20; round++) {
      List<Collective> members = open(3, CollectiveOptions.defaults());
      RankThreads.values(
          3,
          DEADLINE,
          rank -> {
            try (Collective member = members.get(rank)) {
              member.allReduceSum(floats(new float[10_000]));
            }
            return null;
          });
    }
  }

  @Test
  void foreignAddressesAreRefused() {
    UserError unknown =
        assertThrows(
            UserError.class,
            () -> TcpCollective.listen("no.such.host.invalid", CollectiveOptions.defaults()));
    assertTrue(unknown.getMessage().contains("'no.such.host.invalid'"), unknown.getMessage());
    UserError foreign =
        assertThrows(
            UserError.class, () -> TcpCollective.listen("192.0.2.1", CollectiveOptions.defaults()));
    assertTrue(foreign.getMessage().contains("Cannot listen on '192.0.2.1'"), foreign.getMessage());
  }
}
