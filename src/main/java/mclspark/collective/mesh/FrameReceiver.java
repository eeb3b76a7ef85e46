package mclspark.collective.mesh;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import mclspark.collective.Operation;
import mclspark.collective.wire.Wire;

/**
 * Receives one frame at a time from one worker. The payload goes into windows that the caller hands
 * out, so a full window holds the sender back.
 */
final class FrameReceiver {

  private final ByteBuffer header = ByteBuffer.allocateDirect(FrameHeader.BYTES);
  private ByteBuffer window = ByteBuffer.allocateDirect(0);
  private Operation expected;
  private byte phase;
  private long received;

  /** Expects a frame; its payload, or the first part of it, goes into {@code target}. */
  void expect(Operation operation, byte framePhase, ByteBuffer target) {
    header.clear();
    expected = operation;
    phase = framePhase;
    window = target;
  }

  /** Continues the payload in {@code target}. */
  void continueIn(ByteBuffer target) {
    window = target;
  }

  /** Forgets the count of bytes: a new operation begins. */
  void reset() {
    received = 0;
  }

  /**
   * Reads what has come and fits. Returns the number of bytes.
   *
   * @throws UnexpectedFrameException if another frame comes than the expected one
   * @throws EOFException if the connection is closed
   */
  long advance(Wire wire) throws IOException {
    long bytes = 0;
    if (header.hasRemaining()) {
      bytes = read(wire, header);
      if (header.hasRemaining()) {
        return bytes;
      }
      String difference = FrameHeader.difference(header, expected, phase);
      if (difference != null) {
        throw new UnexpectedFrameException(difference, expected);
      }
    }
    if (window.hasRemaining()) {
      bytes += read(wire, window);
    }
    return bytes;
  }

  /** Whether the header has come and the window is full. */
  boolean full() {
    return !header.hasRemaining() && !window.hasRemaining();
  }

  /** Bytes since {@link #reset}, headers included. */
  long received() {
    return received;
  }

  private int read(Wire wire, ByteBuffer target) throws IOException {
    int bytes = wire.read(target);
    if (bytes < 0) {
      throw new EOFException();
    }
    received += bytes;
    return bytes;
  }
}
