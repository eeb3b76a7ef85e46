package mclspark.collective.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mclspark.UserError;
import mclspark.collective.Backend;
import mclspark.collective.Collective;
import mclspark.collective.CollectiveContract;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.RankThreads;
import mclspark.collective.TcpRanks;
import mclspark.collective.mesh.TcpCollective;
import mclspark.collective.wire.GroupKey;
import org.junit.jupiter.api.Test;

class CollectivesTest {

  private static final Duration DEADLINE = Duration.ofSeconds(20);

  @Test
  void oneWorkerIsASingleProcess() throws Exception {
    assertEquals(List.of("single process (there is one worker)"), descriptions(1, "", Backend.TCP));
  }

  @Test
  void workersOfOneJvmAreThreads() throws Exception {
    String threads = "threads of one JVM (3 workers in 1 JVM)";
    assertEquals(List.of(threads, threads, threads), descriptions(3, "", Backend.AUTO));
  }

  @Test
  void workersOfSeveralJvmsShareMemory() throws Exception {
    String shared = "shared memory (2 workers in 2 JVMs on 1 machine)";
    assertEquals(List.of(shared, shared), descriptions(2, " jvm=", Backend.AUTO));
  }

  @Test
  void workersOfSeveralMachinesUseTcp() throws Exception {
    String tcp = "TCP (2 workers in 2 JVMs on 2 machines)";
    assertEquals(List.of(tcp, tcp), descriptions(2, " machine=| jvm=", Backend.AUTO));
  }

  @Test
  void tcpIsTakenWhereItIsWished() throws Exception {
    String tcp = "TCP (2 workers in 1 JVM)";
    assertEquals(List.of(tcp, tcp), descriptions(2, "", Backend.TCP));
  }

  @Test
  void aForeignAnnouncementIsRefused() {
    TcpCollective.Listener listener =
        TcpCollective.listen(TcpRanks.HOST, CollectiveOptions.defaults());
    String line = listener.announcement(0, 0, "config");
    List<String> lines = List.of(line, line.replace("rank=0", "rank=1").replace("=config", "=x"));
    assertThrows(UserError.class, () -> Collectives.join(listener, lines, TcpRanks.SECRET, "job"));
  }

  @Test
  void theSecretMustHave32Bytes() {
    assertThrows(
        IllegalArgumentException.class, () -> GroupKey.derive(new byte[31], "job", 0, List.of()));
  }

  /** Joins a group in which each worker takes the other's {@code fields} for different ones. */
  private static List<String> descriptions(int size, String fields, Backend wish) throws Exception {
    List<TcpCollective.Listener> listeners = TcpRanks.listen(size, CollectiveOptions.defaults());
    List<String> lines = TcpRanks.announce(listeners);
    return RankThreads.values(
        size,
        DEADLINE,
        rank -> {
          List<String> seen = new ArrayList<>();
          for (int r = 0; r < size; r++) {
            boolean foreign = r != rank && !fields.isEmpty();
            String line = lines.get(r);
            seen.add(foreign ? line.replaceAll("(" + fields + ")", "$1other-") : line);
          }
          try (Collective member =
              Collectives.join(listeners.get(rank), seen, TcpRanks.SECRET, "job", wish)) {
            member.allReduceSum(CollectiveContract.floats(1, 2));
            return member.description();
          }
        });
  }
}
