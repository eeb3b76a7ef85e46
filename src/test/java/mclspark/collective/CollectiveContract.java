package mclspark.collective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every back end must do, written once. */
public abstract class CollectiveContract {

  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final CollectiveOptions USUAL = CollectiveOptions.defaults();
  private static final CollectiveOptions HASTY =
      USUAL.withDeadlines(Duration.ofSeconds(10), Duration.ofMillis(500), Duration.ofSeconds(10));

  /** A new group; members in rank order. */
  public abstract List<Collective> open(int size, CollectiveOptions settings) throws Exception;

  /** Group sizes that the back end can have. */
  static List<Integer> sizes() {
    return List.of(1, 2, 3, 4, 5);
  }

  /** What one rank does with its member of the group. */
  public interface Body<T> {
    T run(Collective member) throws Exception;
  }

  public List<RankThreads.Outcome> outcomes(int size, CollectiveOptions settings, Body<?> body)
      throws Exception {
    List<Collective> members = open(size, settings);
    try {
      return RankThreads.run(size, DEADLINE, rank -> body.run(members.get(rank)));
    } finally {
      members.forEach(Collective::close);
    }
  }

  public <T> List<T> values(int size, Body<T> body) throws Exception {
    List<Collective> members = open(size, USUAL);
    try {
      return RankThreads.values(size, DEADLINE, rank -> body.run(members.get(rank)));
    } finally {
      members.forEach(Collective::close);
    }
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void sumsInTreeOrderForAllLengths(int size) throws Exception {
    // 70 001 and 200 003 floats need several blocks and several chunks per segment.
    int[] lengths = {0, 1, 2, 3, 7, 1021, 70_001, 200_003, 0, 5};
    List<List<float[]>> results =
        values(
            size,
            member -> {
              List<float[]> sums = new ArrayList<>();
              for (int n : lengths) {
                ByteBuffer data = floats(part(member.rank(), n));
                member.allReduceSum(data);
                assertEquals(0, data.position());
                assertEquals(n * Float.BYTES, data.limit());
                sums.add(array(data));
              }
              return sums;
            });
    for (int i = 0; i < lengths.length; i++) {
      float[] expected = treeSum(size, lengths[i]);
      for (int r = 0; r < size; r++) {
        assertArrayEquals(expected, results.get(r).get(i), 0, "n " + lengths[i] + ", rank " + r);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void reducesOnlyBetweenPositionAndLimit(int size) throws Exception {
    values(
        size,
        member -> {
          ByteBuffer data = floats(1, 2, 3, 4, 5);
          data.position(4).limit(16);
          member.allReduceSum(data);
          assertEquals(4, data.position());
          assertEquals(16, data.limit());
          data.clear();
          assertArrayEquals(
              new float[] {1, 2 * size, 3 * size, 4 * size, 5}, array(data), 0, "rank");
          return null;
        });
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void gathersInRankOrder(int size) throws Exception {
    values(
        size,
        member -> {
          for (int n : new int[] {0, 1, 13, 300_007}) {
            ByteBuffer own = bytes(n, member.rank());
            ByteBuffer all = bytes(n * size, -1);
            member.allGather(own, all);
            for (int r = 0; r < size; r++) {
              assertEquals(bytes(n, r), all.slice(r * n, n), "n " + n);
            }
            assertEquals(n, own.remaining());
            assertEquals(n * size, all.remaining());
          }
          return null;
        });
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void exchangesMessagesOfDifferentSizes(int size) throws Exception {
    values(
        size,
        member -> {
          for (int scale : new int[] {0, 1, 5, 50_000}) {
            List<ByteBuffer> send = new ArrayList<>();
            List<ByteBuffer> receive = new ArrayList<>();
            for (int r = 0; r < size; r++) {
              send.add(bytes(length(member.rank(), r, scale), member.rank() * 10 + r));
              receive.add(bytes(length(r, member.rank(), scale), -1));
            }
            member.allToAll(send, receive);
            for (int r = 0; r < size; r++) {
              ByteBuffer expected = bytes(length(r, member.rank(), scale), r * 10 + member.rank());
              assertEquals(expected, receive.get(r), "scale " + scale + ", from " + r);
            }
          }
          return null;
        });
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void repeatsWithTheSameBitsAndCountsBytes(int size) throws Exception {
    int n = 1021;
    List<Long> sent =
        values(
            size,
            member -> {
              float[] expected = treeSum(size, n);
              ByteBuffer data = floats(new float[n]);
              for (int round = 0; round < 200; round++) {
                data.asFloatBuffer().put(part(member.rank(), n));
                member.allReduceSum(data);
                assertArrayEquals(expected, array(data), 0, "round " + round);
              }
              assertTrue(member.nanoseconds() > 0);
              return member.bytesSent();
            });
    // Each float goes to its owner from P - 1 workers and comes back to P - 1.
    long all = sent.stream().mapToLong(Long::longValue).sum();
    assertEquals(200L * n * Float.BYTES * 2 * (size - 1), all);
  }

  @Test
  void refusesWrongArguments() throws Exception {
    values(
        1,
        member -> {
          ByteBuffer heap = ByteBuffer.allocate(8);
          assertThrows(IllegalArgumentException.class, () -> member.allReduceSum(heap));
          assertThrows(IllegalArgumentException.class, () -> member.allReduceSum(bytes(7, 0)));
          assertThrows(
              IllegalArgumentException.class,
              () -> member.allReduceSum(bytes(8, 0).asReadOnlyBuffer()));
          assertThrows(
              IllegalArgumentException.class, () -> member.allGather(bytes(8, 0), bytes(9, 0)));
          assertThrows(IllegalArgumentException.class, () -> member.allToAll(List.of(), List.of()));
          member.close();
          assertThrows(IllegalStateException.class, () -> member.allReduceSum(bytes(8, 0)));
          return null;
        });
  }

  @ParameterizedTest
  @MethodSource("severalSizes")
  void whoClosesIsBlamedByAll(int size) throws Exception {
    int culprit = size - 1;
    List<RankThreads.Outcome> outcomes =
        outcomes(size, USUAL, member -> roundsUntil(member, culprit, member::close));
    assertBlamed(outcomes, culprit, "rank " + culprit, "left the group", 5);
  }

  @ParameterizedTest
  @MethodSource("severalSizes")
  void whoFallsSilentIsBlamedByAll(int size) throws Exception {
    int culprit = size / 2;
    List<RankThreads.Outcome> outcomes =
        outcomes(size, HASTY, member -> roundsUntil(member, culprit, () -> sleep(1500)));
    assertBlamed(outcomes, culprit, "rank " + culprit, "within 500 ms", 5);
  }

  @ParameterizedTest
  @MethodSource("severalSizes")
  void whoIsInterruptedIsBlamedByAll(int size) throws Exception {
    int culprit = 0;
    List<RankThreads.Outcome> outcomes =
        outcomes(
            size,
            USUAL,
            member -> {
              if (member.rank() == 1) {
                sleep(300);
              }
              if (member.rank() == culprit) {
                Thread.currentThread().interrupt();
              }
              try {
                member.allReduceSum(floats(1, 2, 3));
              } finally {
                assertEquals(member.rank() == culprit, Thread.interrupted());
              }
              return null;
            });
    assertBlamed(outcomes, culprit, "rank 0", "was interrupted", 5);
    assertInstanceOf(RankFailedException.class, outcomes.get(culprit).failure());
  }

  @ParameterizedTest
  @MethodSource("severalSizes")
  void differentOperationsAreRefusedByAll(int size) throws Exception {
    List<RankThreads.Outcome> outcomes =
        outcomes(
            size,
            USUAL,
            member -> {
              member.allReduceSum(floats(1, 2, 3));
              if (member.rank() == 1) {
                member.allGather(bytes(9, 0), bytes(9 * size, 0));
              } else {
                member.allReduceSum(floats(1, 2, 3, 4));
              }
              return null;
            });
    for (RankThreads.Outcome outcome : outcomes) {
      String message = assertInstanceOf(RankFailedException.class, outcome.failure()).getMessage();
      assertTrue(message.contains("is at all-gather #2 of 9 bytes"), message);
      assertTrue(message.contains("is at all-reduce #2 of 4 floats"), message);
      assertTrue(outcome.seconds() < 5, "took " + outcome.seconds());
    }
  }

  @ParameterizedTest
  @MethodSource("severalSizes")
  void differentLengthsAreRefusedByAll(int size) throws Exception {
    List<RankThreads.Outcome> outcomes =
        outcomes(
            size,
            USUAL,
            member -> {
              List<ByteBuffer> send = new ArrayList<>();
              List<ByteBuffer> receive = new ArrayList<>();
              for (int r = 0; r < size; r++) {
                boolean wrong = member.rank() == 0 && r == 1;
                send.add(bytes(wrong ? 12 : 8, 0));
                receive.add(bytes(8, 0));
              }
              member.allToAll(send, receive);
              member.allReduceSum(floats(1));
              return null;
            });
    for (RankThreads.Outcome outcome : outcomes) {
      String message = assertInstanceOf(RankFailedException.class, outcome.failure()).getMessage();
      assertTrue(message.contains("is at all-to-all #1 of 12 bytes"), message);
      assertTrue(message.contains("rank 1 is at all-to-all #1 of 8 bytes"), message);
      assertTrue(outcome.seconds() < 5, "took " + outcome.seconds());
    }
  }

  static List<Integer> severalSizes() {
    return List.of(2, 3, 4);
  }

  /** Five rounds; the culprit does something else in the fourth. Then the group must be dead. */
  private static String roundsUntil(Collective member, int culprit, Runnable deed) {
    for (int round = 0; round < 5; round++) {
      if (round == 3 && member.rank() == culprit) {
        deed.run();
      }
      try {
        member.allReduceSum(floats(1, 2, 3));
      } catch (RankFailedException e) {
        RankFailedException again =
            assertThrows(
                RankFailedException.class,
                () -> member.allGather(bytes(1, 0), bytes(member.size(), 0)));
        assertEquals(e.rank(), again.rank());
        throw e;
      }
    }
    return "all rounds done";
  }

  private static void assertBlamed(
      List<RankThreads.Outcome> outcomes, int culprit, String who, String what, double seconds) {
    for (int r = 0; r < outcomes.size(); r++) {
      RankThreads.Outcome outcome = outcomes.get(r);
      assertTrue(outcome.seconds() < seconds, "rank " + r + " took " + outcome.seconds());
      if (r == culprit && outcome.failure() instanceof IllegalStateException) {
        continue; // it has left
      }
      RankFailedException failure =
          assertInstanceOf(RankFailedException.class, outcome.failure(), "rank " + r);
      assertEquals(culprit, failure.rank(), failure.getMessage());
      assertTrue(failure.getMessage().contains(who), failure.getMessage());
      assertTrue(failure.getMessage().contains(what), failure.getMessage());
      assertTrue(failure.getMessage().matches("all-reduce #\\d+ failed: .*"), failure.getMessage());
    }
  }

  private static int length(int from, int to, int scale) {
    return (from + 2 * to) % 3 * scale;
  }

  /** Values whose sum depends on the order: large ones that cancel, and small ones. */
  public static float[] part(int rank, int n) {
    Random random = new Random(31L * rank + n);
    float[] large = {1e8f, 1f, -1e8f, 3e7f, -1f, 0.125f};
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = large[random.nextInt(large.length)] * (1 + random.nextFloat());
    }
    return values;
  }

  /** The tree of the specification, written the slow way: levels of halved lists. */
  public static float[] treeSum(int size, int n) {
    List<float[]> level = new ArrayList<>();
    for (int r = 0; r < size; r++) {
      level.add(part(r, n));
    }
    while (level.size() > 1) {
      List<float[]> next = new ArrayList<>();
      for (int i = 0; i < level.size(); i += 2) {
        float[] sum = level.get(i).clone();
        for (int k = 0; i + 1 < level.size() && k < n; k++) {
          sum[k] += level.get(i + 1)[k];
        }
        next.add(sum);
      }
      level = next;
    }
    return level.get(0);
  }

  public static ByteBuffer floats(float... values) {
    ByteBuffer buffer = bytes(values.length * Float.BYTES, 0);
    buffer.asFloatBuffer().put(values);
    return buffer;
  }

  public static float[] array(ByteBuffer buffer) {
    float[] values = new float[buffer.remaining() / Float.BYTES];
    buffer.asFloatBuffer().get(values);
    return values;
  }

  static ByteBuffer bytes(int n, int seed) {
    byte[] values = new byte[n];
    new Random(seed).nextBytes(values);
    ByteBuffer buffer = ByteBuffer.allocateDirect(n).order(ByteOrder.nativeOrder());
    return buffer.put(values).flip();
  }

  public static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
