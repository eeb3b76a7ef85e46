package mclspark.collective.mesh;

import java.io.IOException;
import java.nio.ByteBuffer;
import mclspark.collective.Operation;
import mclspark.collective.wire.Wire;

/** Sends one frame at a time to one worker, as far as the wire takes it. */
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

  /** Sends what is ready and fits. Returns 0 if nothing moved. */
  long advance(Wire wire) throws IOException {
    return blocked() || !wire.flushed() ? wire.write(both) : 0;
  }

  /** Whether something is ready that the wire has not taken yet. */
  boolean blocked() {
    return header.hasRemaining() || payload.hasRemaining();
  }

  boolean done() {
    return !header.hasRemaining() && payload.position() == total;
  }
}
