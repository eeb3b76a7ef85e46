package mclspark.collective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mclspark.UserError;
import org.junit.jupiter.api.Test;

class CollectivesTest {

  private static final Duration DEADLINE = Duration.ofSeconds(20);

  @Test
  void oneWorkerIsASingleProcess() throws Exception {
    assertEquals(List.of("single process (there is one worker)"), descriptions(1, false));
  }

  @Test
  void workersOfOneJvmAreThreads() throws Exception {
    String threads = "threads of one JVM (3 workers in 1 JVM)";
    assertEquals(List.of(threads, threads, threads), descriptions(3, false));
  }

  @Test
  void workersOfSeveralJvmsUseTcp() throws Exception {
    String tcp = "TCP (2 workers in 2 JVMs)";
    assertEquals(List.of(tcp, tcp), descriptions(2, true));
  }

  @Test
  void aForeignAnnouncementIsRefused() {
    TcpCollective.Listener listener = TcpCollective.listen(TcpRanks.HOST, Settings.defaults());
    String line = listener.announcement(0, 0, "config");
    List<String> lines = List.of(line, line.replace("rank=0", "rank=1").replace("=config", "=x"));
    assertThrows(UserError.class, () -> Collectives.join(listener, lines, TcpRanks.SECRET, "job"));
  }

  @Test
  void theSecretMustHave32Bytes() {
    assertThrows(
        IllegalArgumentException.class, () -> GroupKey.derive(new byte[31], "job", 0, List.of()));
  }

  /** Joins a group; with {@code foreign}, each worker takes the other's JVM for another one. */
  private static List<String> descriptions(int size, boolean foreign) throws Exception {
    List<TcpCollective.Listener> listeners = TcpRanks.listen(size, Settings.defaults());
    List<String> lines = TcpRanks.announce(listeners);
    return RankThreads.values(
        size,
        DEADLINE,
        rank -> {
          List<String> seen = new ArrayList<>(lines);
          for (int r = 0; r < size; r++) {
            seen.set(r, foreign && r != rank ? lines.get(r) + "-other" : lines.get(r));
          }
          try (Collective member =
              Collectives.join(listeners.get(rank), seen, TcpRanks.SECRET, "job")) {
            member.allReduceSum(CollectiveContract.floats(1, 2));
            return member.description();
          }
        });
  }
}
