package mclspark.collective;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Sends one frame at a time to one worker, as far as the socket takes it. */
final class FrameSender {

  private final ByteBuffer header = ByteBuffer.allocateDirect(FrameHeader.BYTES);
  private final ByteBuffer[] both = new ByteBuffer[2];
  private ByteBuffer payload = ByteBuffer.allocateDirect(0);
  private int total;

  FrameSender() {
    header.limit(0);
    both[0] = header;
  }

  /** Starts a frame; of its payload only the first {@code released} bytes are ready. */
  void start(Operation operation, byte phase, ByteBuffer bytes, int released) {
    FrameHeader.write(header, operation, phase);
    total = bytes.limit();
    payload = bytes;
    payload.limit(released);
    both[1] = payload;
  }

  /** Marks more of the payload as ready. */
  void release(int released) {
    payload.limit(released);
  }

  /** Sends what is ready and fits. Returns the number of bytes. */
  long advance(SocketChannel channel) throws IOException {
    if (header.hasRemaining()) {
      return channel.write(both);
    }
    return payload.hasRemaining() ? channel.write(payload) : 0;
  }

  /** Whether something is ready that the socket has not taken yet. */
  boolean blocked() {
    return header.hasRemaining() || payload.hasRemaining();
  }

  boolean done() {
    return !header.hasRemaining() && payload.position() == total;
  }
}
