package mclspark.collective.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/** Two ends of nothing: what is written is kept, what is read was put there by the test. */
final class MemoryChannel implements ByteChannel {

  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private ByteBuffer arrived = ByteBuffer.allocate(0);
  private boolean ended;
  private int limit = Integer.MAX_VALUE;
  private int room = Integer.MAX_VALUE;

  byte[] sent() {
    return sent.toByteArray();
  }

  void arrived(byte[] bytes) {
    arrived = ByteBuffer.wrap(bytes);
  }

  /** After what has arrived, no more will come. */
  void end() {
    ended = true;
  }

  /** Takes so many bytes, then none until {@link #readyAgain}. */
  void takeAtMost(int bytes) {
    limit = bytes;
    room = bytes;
  }

  void readyAgain() {
    room = limit;
  }

  @Override
  public int write(ByteBuffer source) {
    int bytes = Math.min(room, source.remaining());
    byte[] taken = new byte[bytes];
    source.get(taken);
    sent.writeBytes(taken);
    room -= bytes;
    return bytes;
  }

  @Override
  public int read(ByteBuffer target) {
    if (!arrived.hasRemaining()) {
      return ended && target.hasRemaining() ? -1 : 0;
    }
    int bytes = Math.min(arrived.remaining(), target.remaining());
    target.put(arrived.slice().limit(bytes));
    arrived.position(arrived.position() + bytes);
    return bytes;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {
    ended = true;
  }
}
