package mclspark.collective.shared;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import mclspark.collective.Buffers;
import mclspark.collective.RankThreads;
import mclspark.collective.wire.Wire;
import org.junit.jupiter.api.Test;

/** One ring, seen from its two ends. */
class SharedRingTest {

  private static final int CAPACITY = 1021;
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final ByteBuffer memory = Buffers.allocate(SharedRing.OVERHEAD + CAPACITY);
  private final SharedRing writer = new SharedRing(memory);
  private final SharedRing reader = new SharedRing(memory);

  @Test
  void aFullRingTakesNothingUntilSomebodyReads() {
    assertEquals(CAPACITY, writer.write(ByteBuffer.allocate(2000)));
    assertEquals(0, writer.write(ByteBuffer.allocate(1)));
    assertEquals(10, reader.read(ByteBuffer.allocate(10)));
    assertEquals(10, writer.write(ByteBuffer.allocate(2000)));
    assertEquals(CAPACITY, reader.read(ByteBuffer.allocate(2000)));
    assertEquals(0, reader.read(ByteBuffer.allocate(1)));
  }

  @Test
  void twoThreadsPassManyTimesTheRing() throws Exception {
    byte[] message = new byte[3_000_017];
    new Random(5).nextBytes(message);
    byte[] received = new byte[message.length];
    RankThreads.values(
        2,
        DEADLINE,
        rank -> {
          ByteBuffer buffer = ByteBuffer.wrap(rank == 0 ? message : received);
          Random sizes = new Random(rank);
          while (buffer.position() < message.length) {
            int most = Math.min(message.length, buffer.position() + 1 + sizes.nextInt(2000));
            buffer.limit(most);
            int moved = rank == 0 ? writer.write(buffer) : reader.read(buffer);
            if (moved == 0) {
              Thread.yield();
            }
          }
          return null;
        });
    assertArrayEquals(message, received);
  }

  @Test
  void countersThatMakeNoSenseHarmNobody() {
    memory.putLong(0, Long.MAX_VALUE);
    assertEquals(50, reader.read(ByteBuffer.allocate(50)));
    memory.putLong(0, -5);
    assertEquals(0, reader.read(ByteBuffer.allocate(50)));
    memory.putLong(128, -CAPACITY);
    assertEquals(0, writer.write(ByteBuffer.allocate(50)));
  }

  @Test
  void whatWasWrittenBeforeLeavingIsStillRead() throws IOException {
    ByteBuffer other = Buffers.allocate(SharedRing.OVERHEAD + CAPACITY);
    Wire left = new SharedWire(writer, new SharedRing(other));
    Wire right = new SharedWire(new SharedRing(other), reader);
    left.write(ByteBuffer.allocate(5), ByteBuffer.allocate(7));
    left.close();
    assertEquals(12, right.read(ByteBuffer.allocate(20)));
    assertEquals(-1, right.read(ByteBuffer.allocate(20)));
    ByteBuffer more = ByteBuffer.allocate(2000);
    while (right.flushed() && more.position() < CAPACITY) {
      assertTrue(right.write(more) > 0);
    }
    assertThrows(IOException.class, () -> right.write(more));
  }

  @Test
  void aHeaderIsNeverOvertaken() throws IOException {
    Wire wire = new SharedWire(writer, reader);
    wire.write(ByteBuffer.allocate(CAPACITY - 3));
    ByteBuffer header = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5});
    ByteBuffer payload = ByteBuffer.wrap(new byte[] {6, 7});
    assertEquals(3, wire.write(header, payload));
    assertEquals(List.of(3, 0), List.of(header.position(), payload.position()));
  }
}
