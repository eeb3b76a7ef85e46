package mclspark.collective.mesh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mclspark.UserError;
import mclspark.collective.Announcement;
import mclspark.collective.Collective;
import mclspark.collective.CollectiveContract;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.RankFailedException;
import mclspark.collective.RankThreads;
import mclspark.collective.TcpRanks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncryptedTcpTest extends CollectiveContract {

  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final CollectiveOptions SEALED = CollectiveOptions.defaults().withEncryption(true);

  /** Bytes of a data connection, well behind the handshake. */
  private static final long MIDDLE = 100_000;

  private static final int FLOATS = 100_003;

  @Override
  public List<Collective> open(int size, CollectiveOptions settings) throws Exception {
    return TcpRanks.open(size, settings.withEncryption(true));
  }

  @Test
  void theDescriptionSaysSo() throws Exception {
    List<Collective> members = open(2, CollectiveOptions.defaults());
    assertEquals("encrypted TCP (2 workers)", members.get(0).description());
    members.forEach(Collective::close);
  }

  @ParameterizedTest
  @CsvSource({
    "CHANGE, 'sent something that was changed, repeated or cut on the way'",
    "REPEAT, 'sent something that was changed, repeated or cut on the way'",
    "CUT, 'closed its connection'"
  })
  void whoIsMeddledWithIsNamedByAll(Meddler.Deed deed, String what) throws Exception {
    for (RankThreads.Outcome outcome : reduceThrough(deed, SEALED, new ArrayList<>())) {
      RankFailedException failure = assertInstanceOf(RankFailedException.class, outcome.failure());
      assertEquals(1, failure.rank(), failure.getMessage());
      assertTrue(failure.getMessage().contains("#1 failed: rank 1 ("), failure.getMessage());
      assertTrue(failure.getMessage().endsWith(what), failure.getMessage());
      assertTrue(outcome.seconds() < 10, "took " + outcome.seconds());
    }
  }

  @Test
  void inClearNobodyNotices() throws Exception {
    List<float[]> sums = new ArrayList<>();
    for (RankThreads.Outcome outcome :
        reduceThrough(Meddler.Deed.CHANGE, CollectiveOptions.defaults(), sums)) {
      assertNull(outcome.failure());
    }
    assertArrayEquals(sums.get(0), sums.get(1));
    assertFalse(Arrays.equals(treeSum(2, FLOATS), sums.get(0)));
  }

  @Test
  void allEncryptOrNone() {
    try (TcpCollective.Listener sealed = TcpCollective.listen(TcpRanks.HOST, SEALED);
        TcpCollective.Listener clear =
            TcpCollective.listen(TcpRanks.HOST, CollectiveOptions.defaults())) {
      List<String> lines =
          List.of(sealed.announcement(0, 0, "config"), clear.announcement(1, 0, "config"));
      UserError error =
          assertThrows(UserError.class, () -> sealed.join(lines, TcpRanks.SECRET, "job"));
      assertTrue(
          error.getMessage().contains("use of encryption: rank 1 (127.0.0.1:"), error.getMessage());
      assertTrue(error.getMessage().contains("has off, rank 0 has on"), error.getMessage());
    }
  }

  /** Two workers, the way from rank 1 to rank 0 through a meddler. */
  private static List<RankThreads.Outcome> reduceThrough(
      Meddler.Deed deed, CollectiveOptions settings, List<float[]> sums) throws Exception {
    List<TcpCollective.Listener> listeners = TcpRanks.listen(2, settings);
    List<String> lines = TcpRanks.announce(listeners);
    int port = Announcement.parse(lines.get(0)).port();
    try (Meddler meddler = new Meddler(port, deed, MIDDLE)) {
      List<String> misled =
          List.of(lines.get(0).replace("port=" + port, "port=" + meddler.port()), lines.get(1));
      return RankThreads.run(
          2,
          DEADLINE,
          rank -> {
            try (Collective member =
                listeners.get(rank).join(rank == 0 ? lines : misled, TcpRanks.SECRET, "job")) {
              ByteBuffer data = floats(part(rank, FLOATS));
              member.allReduceSum(data);
              synchronized (sums) {
                sums.add(array(data));
              }
            }
            return null;
          });
    }
  }
}
