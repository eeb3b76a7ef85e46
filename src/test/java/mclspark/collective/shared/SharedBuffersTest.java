package mclspark.collective.shared;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mclspark.collective.Backend;
import mclspark.collective.Buffers;
import mclspark.collective.Collective;
import mclspark.collective.CollectiveContract;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.RankFailedException;
import mclspark.collective.RankThreads;
import mclspark.collective.SharedRanks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums of floats that lie in memory which all workers have mapped. */
class SharedBuffersTest {

  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final CollectiveOptions USUAL = CollectiveOptions.defaults();

  @TempDir private Path directory;

  private interface Body {
    Object run(Collective member, List<ByteBuffer> buffers) throws Exception;
  }

  /** What workers with buffers of so many floats do. */
  private List<RankThreads.Outcome> outcomes(
      int size, CollectiveOptions settings, List<Integer> floats, Body body) throws Exception {
    List<Collective> members = SharedRanks.open(size, settings, Backend.SHARED_MEMORY, directory);
    List<Integer> bytes = floats.stream().map(n -> n * Float.BYTES).toList();
    try {
      return RankThreads.run(
          size,
          DEADLINE,
          rank -> body.run(members.get(rank), members.get(rank).sharedBuffers(bytes)));
    } finally {
      members.forEach(Collective::close);
    }
  }

  private void succeed(int size, List<Integer> floats, Body body) throws Exception {
    for (RankThreads.Outcome outcome : outcomes(size, USUAL, floats, body)) {
      assertEquals(null, outcome.failure());
    }
  }

  @AfterEach
  void noFileIsLeft() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(List.of(), files.toList());
    }
  }

  /**
   * More workers than floats, no floats, several blocks; twice, since what is left must not add.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void sumsHaveTheBitsOfEveryOtherBackEnd(int size) throws Exception {
    List<Integer> lengths = List.of(0, 1, 2, 3, 7, 1021, 70_001, 5);
    succeed(
        size,
        lengths,
        (member, buffers) -> {
          for (int round = 0; round < 2; round++) {
            for (int i = 0; i < lengths.size(); i++) {
              int n = lengths.get(i);
              buffers.get(i).asFloatBuffer().put(CollectiveContract.part(member.rank(), n));
              member.allReduceSum(buffers.get(i));
              float[] sums = CollectiveContract.array(buffers.get(i));
              assertArrayEquals(CollectiveContract.treeSum(size, n), sums, 0, "n " + n);
            }
          }
          return null;
        });
  }

  @Test
  void aPartOfABufferIsSummedAndItsBytesAreCounted() throws Exception {
    succeed(
        2,
        List.of(4),
        (member, buffers) -> {
          ByteBuffer own = buffers.get(0);
          own.asFloatBuffer().put(new float[] {1, 2, 3, 4});
          member.allReduceSum(own.slice(8, 8));
          assertArrayEquals(new float[] {1, 2, 6, 8}, CollectiveContract.array(own), 0);
          long sent = member.bytesSent();
          member.allReduceSum(own);
          assertEquals(4 * Float.BYTES, member.bytesSent() - sent);
          return null;
        });
  }

  @Test
  void otherMemoryIsSummedAsBefore() throws Exception {
    succeed(
        3,
        List.of(1021),
        (member, buffers) -> {
          ByteBuffer other = CollectiveContract.floats(CollectiveContract.part(member.rank(), 99));
          member.allReduceSum(other);
          assertArrayEquals(CollectiveContract.treeSum(3, 99), CollectiveContract.array(other), 0);
          return null;
        });
  }

  /** As a trainer after another in the same group does. */
  @Test
  void newBuffersReplaceTheOldOnes() throws Exception {
    succeed(
        2,
        List.of(10),
        (member, buffers) -> {
          ByteBuffer later = member.sharedBuffers(List.of(40)).get(0);
          for (ByteBuffer one : List.of(later, buffers.get(0))) {
            one.asFloatBuffer().put(CollectiveContract.part(member.rank(), 10));
            member.allReduceSum(one);
            assertArrayEquals(CollectiveContract.treeSum(2, 10), CollectiveContract.array(one), 0);
          }
          return null;
        });
  }

  @Test
  void whoLeavesIsBlamedByAll() throws Exception {
    List<RankThreads.Outcome> outcomes =
        outcomes(
            3,
            USUAL,
            List.of(5000),
            (member, buffers) -> {
              member.allReduceSum(buffers.get(0));
              if (member.rank() == 1) {
                member.close();
                return null;
              }
              member.allReduceSum(buffers.get(0));
              return null;
            });
    for (int rank : new int[] {0, 2}) {
      RankFailedException failure =
          assertInstanceOf(RankFailedException.class, outcomes.get(rank).failure());
      assertEquals(1, failure.rank());
      assertTrue(failure.getMessage().endsWith("left the group"), failure.getMessage());
    }
  }

  @Test
  void whoFallsSilentIsBlamedByAll() throws Exception {
    CollectiveOptions hasty =
        USUAL.withDeadlines(Duration.ofSeconds(10), Duration.ofMillis(500), Duration.ofSeconds(10));
    CountDownLatch over = new CountDownLatch(1);
    List<RankThreads.Outcome> outcomes =
        outcomes(
            2,
            hasty,
            List.of(5000),
            (member, buffers) -> {
              if (member.rank() == 1) {
                assertTrue(over.await(DEADLINE.toSeconds(), TimeUnit.SECONDS));
              }
              try {
                member.allReduceSum(buffers.get(0));
              } finally {
                over.countDown();
              }
              return null;
            });
    for (RankThreads.Outcome outcome : outcomes) {
      String message = assertInstanceOf(RankFailedException.class, outcome.failure()).getMessage();
      assertTrue(message.contains("rank 1") && message.contains("within 500 ms"), message);
    }
  }

  @Test
  void differentPlacesAreRefusedByAll() throws Exception {
    assertRefused(
        "is at all-reduce #1 of 10 floats elsewhere in its memory",
        outcomes(
            3,
            USUAL,
            List.of(10, 10),
            (member, buffers) -> {
              member.allReduceSum(buffers.get(member.rank() == 1 ? 1 : 0));
              return null;
            }));
  }

  @Test
  void sharedAndOtherMemoryAreNotMixed() throws Exception {
    assertRefused(
        "is at all-reduce #1 of 10 floats (in place)",
        outcomes(
            2,
            USUAL,
            List.of(10),
            (member, buffers) -> {
              member.allReduceSum(member.rank() == 0 ? buffers.get(0) : Buffers.allocate(40));
              return null;
            }),
        "while rank 0 is at all-reduce #1 of 10 floats");
  }

  @Test
  void whoDoesNotAskForMemoryIsRefusedByAll() throws Exception {
    List<Collective> members = SharedRanks.open(2, USUAL, Backend.SHARED_MEMORY, directory);
    List<RankThreads.Outcome> outcomes =
        RankThreads.run(
            2,
            DEADLINE,
            rank -> {
              if (rank == 0) {
                return members.get(0).sharedBuffers(List.of(40));
              }
              members.get(1).allReduceSum(Buffers.allocate(40));
              return null;
            });
    members.forEach(Collective::close);
    assertRefused("is at all-gather #0 of 1024 bytes", outcomes);
  }

  @Test
  void withoutRoomForOneAllGoThroughTheRings() throws Exception {
    List<Collective> members = SharedRanks.open(3, USUAL, Backend.SHARED_MEMORY, directory);
    List<RankThreads.Outcome> outcomes =
        RankThreads.run(
            3,
            DEADLINE,
            rank -> {
              Collective member = members.get(rank);
              List<Integer> bytes = rank == 1 ? tooMuch() : List.of(40);
              assertEquals(List.of(), member.sharedBuffers(bytes));
              ByteBuffer data = CollectiveContract.floats(CollectiveContract.part(rank, 10));
              member.allReduceSum(data);
              assertArrayEquals(
                  CollectiveContract.treeSum(3, 10), CollectiveContract.array(data), 0);
              return null;
            });
    members.forEach(Collective::close);
    for (RankThreads.Outcome outcome : outcomes) {
      assertEquals(null, outcome.failure());
    }
  }

  private static List<Integer> tooMuch() {
    return Arrays.asList(Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /** Each of these texts is in some worker's message, the first in all. */
  private static void assertRefused(
      String text, List<RankThreads.Outcome> outcomes, String... others) {
    for (RankThreads.Outcome outcome : outcomes) {
      String message = assertInstanceOf(RankFailedException.class, outcome.failure()).getMessage();
      boolean known = message.contains(text) || Arrays.stream(others).anyMatch(message::contains);
      assertTrue(known, message);
      assertTrue(outcome.seconds() < 5, "took " + outcome.seconds());
    }
  }
}
