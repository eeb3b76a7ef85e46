package mclspark.collective.nccl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mclspark.collective.Collective;
import mclspark.collective.CollectiveContract;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.DeviceBuffer;
import mclspark.collective.DeviceReduction;
import mclspark.collective.RankFailedException;
import mclspark.collective.RankThreads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Host buffers keep the contract of every back end; device buffers go through a fake of NCCL. */
class NcclCollectiveTest extends CollectiveContract {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Override
  public List<Collective> open(int size, CollectiveOptions settings) throws Exception {
    return FakeNccl.open(size, settings);
  }

  /**
   * The fake adds; what is handed to it, for buffers of any size, and the count of bytes are ours.
   */
  @ParameterizedTest
  @MethodSource("sizes")
  void handsOverBuffersAndCountsTheirBytes(int size) throws Exception {
    List<Long> sent =
        values(
            size,
            member -> {
              DeviceReduction device = member.deviceReduction().orElseThrow();
              long before = member.bytesSent();
              for (int n : new int[] {0, 1, 7, 1021, 200_003}) {
                ByteBuffer data = ramp(member.rank(), n);
                DeviceBuffer floats = buffer(member, data);
                long[] expected = n == 0 ? FakeNccl.lastSum(member.rank()) : sumOf(floats);
                device.allReduceSum(floats);
                assertArrayEquals(expected, FakeNccl.lastSum(member.rank()), n + " elements");
                awaitSum(data, n, size);
              }
              return member.bytesSent() - before;
            });
    for (long bytes : sent) {
      assertEquals(2 * Float.BYTES * (size - 1) / (double) size * 201_032, bytes, 5 * 2);
    }
  }

  /** In place, ncclFloat32 = 7, ncclSum = 0, on the buffer's own stream. */
  private static long[] sumOf(DeviceBuffer floats) {
    long address = floats.pointer();
    return new long[] {address, address, floats.elements(), 7, 0, floats.stream()};
  }

  @Test
  void manySumsQueueUpAndKeepTheirOrder() throws Exception {
    values(
        3,
        member -> {
          DeviceReduction device = member.deviceReduction().orElseThrow();
          ByteBuffer data = floats(1, 10);
          for (int round = 0; round < 5; round++) {
            device.allReduceSum(buffer(member, data));
          }
          awaitFloat(data, 0, 243);
          awaitFloat(data, 1, 2430);
          return null;
        });
  }

  @Test
  void hostAndDeviceMayAlternate() throws Exception {
    values(
        2,
        member -> {
          for (int round = 0; round < 10; round++) {
            ByteBuffer device = ramp(member.rank(), 9);
            member.deviceReduction().orElseThrow().allReduceSum(buffer(member, device));
            ByteBuffer host = floats(3);
            member.allReduceSum(host);
            assertEquals(6, host.getFloat(0));
            awaitSum(device, 9, 2);
          }
          return null;
        });
  }

  @Test
  void closingWaitsForWhatIsQueuedAndFreesAll() throws Exception {
    values(
        2,
        member -> {
          ByteBuffer data = ramp(member.rank(), 100_000);
          member.deviceReduction().orElseThrow().allReduceSum(buffer(member, data));
          member.close();
          assertEquals(3, data.getFloat(0));
          assertEquals(2 * 99_999 + 3, data.getFloat(99_999 * Float.BYTES));
          assertThrows(
              IllegalStateException.class,
              () -> member.deviceReduction().orElseThrow().allReduceSum(buffer(member, data)));
          return null;
        });
    assertEquals(0, FakeNccl.liveCommunicators());
    assertEquals(0, FakeNccl.liveEvents());
  }

  /** The sum is done on all, but rank 1 is slow to say so. */
  @Test
  void nobodyFreesNcclBeforeAllLeave() throws Exception {
    CountDownLatch leaving = new CountDownLatch(2);
    values(
        3,
        member -> {
          ByteBuffer data = ramp(member.rank(), 9);
          member.deviceReduction().orElseThrow().allReduceSum(buffer(member, data));
          awaitSum(data, 9, 3);
          if (member.rank() != 1) {
            leaving.countDown();
          } else {
            assertTrue(leaving.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            sleep(300);
            assertEquals(3, FakeNccl.liveCommunicators());
          }
          member.close();
          return null;
        });
    assertEquals(0, FakeNccl.liveCommunicators());
  }

  @Test
  void whoDoesNotComeIsNotWaitedForLong() throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    values(
        2,
        member -> {
          ByteBuffer data = ramp(member.rank(), 9);
          member.deviceReduction().orElseThrow().allReduceSum(buffer(member, data));
          awaitSum(data, 9, 2);
          if (member.rank() == 1) {
            assertTrue(left.await(PATIENCE.toSeconds(), TimeUnit.SECONDS), "rank 0 still waits");
          }
          member.close();
          left.countDown();
          return null;
        });
  }

  /** Nobody waits for rank 1 but NCCL, which would do so for ever. */
  @Test
  void whoLeavesBeforeASumIsBlamed() throws Exception {
    List<RankThreads.Outcome> outcomes =
        outcomes(
            3,
            CollectiveOptions.defaults(),
            member -> {
              if (member.rank() == 1) {
                member.close();
                return null;
              }
              reduceUntilFailure(member);
              return null;
            });
    assertFailed(outcomes.get(0), 1, "rank 1 left the group before all-reduce of NCCL #1");
    assertFailed(outcomes.get(2), 1, "rank 1 left the group before all-reduce of NCCL #1");
    assertEquals(0, FakeNccl.liveCommunicators());
  }

  @Test
  void whoStaysAwayFromASumIsWaitedForUntilTheDeadline() throws Exception {
    CollectiveOptions hasty =
        CollectiveOptions.defaults()
            .withDeadlines(Duration.ofSeconds(10), Duration.ofMillis(500), Duration.ofSeconds(10));
    List<RankThreads.Outcome> outcomes =
        outcomes(
            2,
            hasty,
            member -> {
              if (member.rank() == 1) {
                sleep(1500);
                member.allReduceSum(floats(1));
                return null;
              }
              reduceUntilFailure(member);
              return null;
            });
    assertFailed(outcomes.get(0), 0, "was not done within 500 ms");
    assertFailed(outcomes.get(1), 0, "was not done within 500 ms");
  }

  @Test
  void anErrorOfTheLibraryFailsAllAsASentence() throws Exception {
    try {
      List<RankThreads.Outcome> outcomes =
          outcomes(
              2,
              CollectiveOptions.defaults(),
              member -> {
                member.allReduceSum(floats(1));
                FakeNccl.error(2);
                reduceUntilFailure(member);
                return null;
              });
      for (RankThreads.Outcome outcome : outcomes) {
        String message = outcome.failure().getMessage();
        assertTrue(message.contains("reports: unhandled system error (code 2)"), message);
      }
    } finally {
      FakeNccl.error(0);
    }
  }

  /** Whoever meets it first must not blame itself: the culprit is elsewhere. */
  @Test
  void anErrorFromTheOtherEndBlamesNobodyHere() throws Exception {
    try {
      List<RankThreads.Outcome> outcomes =
          outcomes(
              2,
              CollectiveOptions.defaults(),
              member -> {
                member.allReduceSum(floats(1));
                FakeNccl.error(6);
                reduceUntilFailure(member);
                return null;
              });
      for (RankThreads.Outcome outcome : outcomes) {
        assertFailed(outcome, -1, "reports: remote process exited or there was a network error");
      }
    } finally {
      FakeNccl.error(0);
    }
  }

  @Test
  void anInterruptEndsTheWaitForASumThatIsNotQueued() throws Exception {
    FakeNccl.hold(true);
    try {
      List<RankThreads.Outcome> outcomes =
          outcomes(
              1,
              CollectiveOptions.defaults(),
              member -> {
                Thread.currentThread().interrupt();
                try {
                  member.deviceReduction().orElseThrow().allReduceSum(buffer(member, floats(1)));
                  return null;
                } finally {
                  assertTrue(Thread.interrupted(), "the interrupt is lost");
                }
              });
      assertFailed(outcomes.get(0), 0, "was interrupted while it waited");
    } finally {
      FakeNccl.hold(false);
    }
  }

  @Test
  void aSumThatTakesLongToQueueIsWaitedFor() throws Exception {
    FakeNccl.hold(true);
    try {
      values(
          1,
          member -> {
            ByteBuffer data = floats(3);
            Thread later = new Thread(NcclCollectiveTest::letGo);
            later.start();
            member.deviceReduction().orElseThrow().allReduceSum(buffer(member, data));
            later.join();
            awaitFloat(data, 0, 3);
            return null;
          });
    } finally {
      FakeNccl.hold(false);
    }
  }

  private static void letGo() {
    sleep(200);
    try {
      FakeNccl.hold(false);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anAbortThatDoesNotReturnEndsTheProcess() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    AbortWatchdog soon = new AbortWatchdog(Duration.ofMillis(100), ended::countDown);
    FakeNccl.abortMillis(6000);
    try {
      Collective member = FakeNccl.open(1, soon).get(0);
      Thread leaving = new Thread(member::close);
      leaving.start();
      assertTrue(ended.await(5, TimeUnit.SECONDS), "the process would hang");
      leaving.join();
    } finally {
      FakeNccl.abortMillis(0);
    }
  }

  @Test
  void anAbortThatReturnsEndsNothing() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    AbortWatchdog soon = new AbortWatchdog(Duration.ofSeconds(2), ended::countDown);
    FakeNccl.open(1, soon).get(0).close();
    assertFalse(ended.await(3, TimeUnit.SECONDS), "the process would end");
  }

  @Test
  void saysWhatItIs() throws Exception {
    values(
        2,
        member -> {
          String text = member.description();
          assertTrue(text.startsWith("NCCL 2.26.2 in /"), text);
          String rest = " for gradients, shared memory (2 workers in 1 JVM) for the rest";
          assertTrue(text.endsWith(rest), text);
          return null;
        });
  }

  /** Device sums of this thread alone, then a host operation that learns how they ended. */
  private static void reduceUntilFailure(Collective member) {
    member.deviceReduction().orElseThrow().allReduceSum(buffer(member, floats(1, 2)));
    for (int round = 0; round < 400; round++) {
      sleep(25);
      member.deviceReduction().orElseThrow().allReduceSum(new DeviceBuffer(0, 0, 0));
    }
  }

  private static void assertFailed(RankThreads.Outcome outcome, int culprit, String what) {
    RankFailedException failure =
        assertInstanceOf(RankFailedException.class, outcome.failure(), "no failure");
    assertTrue(failure.getMessage().contains(what), failure.getMessage());
    assertEquals(culprit, failure.rank());
    assertTrue(outcome.seconds() < 8, "took " + outcome.seconds());
  }

  /** The fake's device memory is host memory; each thread has a stream of its own. */
  private static DeviceBuffer buffer(Collective member, ByteBuffer data) {
    long address = Pointer.nativeValue(Native.getDirectBufferPointer(data));
    return new DeviceBuffer(address, data.remaining() / Float.BYTES, member.rank() + 1);
  }

  /** Whole numbers, whose sum is exact in any order. */
  private static ByteBuffer ramp(int rank, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = i + rank + 1;
    }
    return floats(values);
  }

  private static void awaitSum(ByteBuffer data, int n, int size) {
    for (int i : new int[] {n - 1, n / 2, 0}) {
      if (n > 0) {
        awaitFloat(data, i, size * i + size * (size + 1) / 2f);
      }
    }
  }

  private static void awaitFloat(ByteBuffer data, int index, float expected) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (data.getFloat(index * Float.BYTES) != expected && System.nanoTime() < deadline) {
      sleep(1);
    }
    assertEquals(expected, data.getFloat(index * Float.BYTES), "element " + index);
  }
}
