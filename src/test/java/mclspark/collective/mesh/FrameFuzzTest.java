package mclspark.collective.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import mclspark.collective.Announcement;
import mclspark.collective.Operation;
import mclspark.collective.wire.Wire;
import mclspark.fuzz.Fuzz;
import org.junit.jupiter.api.Test;

/** Damaged frames, control messages and announcements. */
final class FrameFuzzTest {

  private static final int PAYLOAD = 40;
  private static final Operation EXPECTED = new Operation(Operation.Kind.ALL_REDUCE, 812, PAYLOAD);

  /** Bytes that have come, then the end. */
  private record Arrived(ByteBuffer bytes) implements Wire {

    @Override
    public long write(ByteBuffer... sources) {
      return 0;
    }

    @Override
    public int read(ByteBuffer target) {
      if (!bytes.hasRemaining()) {
        return -1;
      }
      int count = Math.min(bytes.remaining(), target.remaining());
      target.put(bytes.slice().limit(count));
      bytes.position(bytes.position() + count);
      return count;
    }

    @Override
    public boolean flushed() {
      return true;
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  @Test
  void damagedFramesAreReadOrRefused() throws Exception {
    ByteBuffer frame = ByteBuffer.allocate(FrameHeader.BYTES + PAYLOAD);
    FrameHeader.write(frame, EXPECTED, FrameHeader.FIRST);
    ByteBuffer target = ByteBuffer.allocate(PAYLOAD);
    FrameReceiver receiver = new FrameReceiver();
    Fuzz.of("frame", frame.array())
        .declaring(IOException.class)
        .run(
            input -> {
              receiver.expect(EXPECTED, FrameHeader.FIRST, target.clear());
              Wire wire = new Arrived(ByteBuffer.wrap(input));
              while (!receiver.full()) {
                receiver.advance(wire);
              }
            });
  }

  @Test
  void damagedControlMessagesAreReadOrRefused() throws Exception {
    ByteBuffer message = ByteBuffer.allocate(ControlMessage.BYTES);
    new ControlMessage(ControlMessage.Type.ABORT, 3, "rank 3 is gone").write(message);
    Fuzz.of("control message", message.array())
        .declaring(IOException.class)
        .run(
            input -> {
              byte[] whole = Arrays.copyOf(input, ControlMessage.BYTES);
              if (ControlMessage.read(ByteBuffer.wrap(whole)) == null) {
                throw new IOException("it is none");
              }
            });
  }

  @Test
  void damagedAnnouncementsAreReadOrRefused() throws Exception {
    Announcement own =
        new Announcement(1, 0, "host", 4711, "0".repeat(32), 1, "config", false, "machine", "jvm");
    Fuzz.of("announcement", own.format().getBytes(UTF_8))
        .run(input -> Announcement.parseGroup(List.of(new String(input, UTF_8)), own));
  }
}
