package mclspark.collective.mesh;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import mclspark.collective.Announcement;
import mclspark.collective.wire.Connection;
import mclspark.collective.wire.Wire;

/** One control connection: whole messages in and out, and when the other end was last heard. */
final class ControlLink {

  private static final int QUEUE = 8 * ControlMessage.BYTES;

  private final Announcement peer;
  private final SocketChannel channel;
  private final Wire wire;
  private final SelectionKey key;
  private final ByteBuffer in = ByteBuffer.allocateDirect(ControlMessage.BYTES);
  private final ByteBuffer out = ByteBuffer.allocateDirect(QUEUE);
  private long lastHeard = System.nanoTime();
  private boolean heard;
  private boolean outputClosed;

  ControlLink(Announcement peer, Connection connection, boolean encrypt, Selector selector)
      throws IOException {
    this.peer = peer;
    channel = connection.channel();
    wire = connection.wire(encrypt);
    key = channel.register(selector, SelectionKey.OP_READ);
  }

  Announcement peer() {
    return peer;
  }

  boolean open() {
    return channel.isOpen();
  }

  /** Whether the other end has ever said anything. */
  boolean heard() {
    return heard;
  }

  /** Since when the other end is silent, on the clock of {@link System#nanoTime}. */
  long lastHeard() {
    return lastHeard;
  }

  /** Queues a message; drops it if the other end has not read for so long that nothing fits. */
  void send(ControlMessage message) {
    if (out.remaining() >= ControlMessage.BYTES && !outputClosed) {
      message.write(out);
    }
  }

  /** Whether nothing is queued. */
  boolean flushed() {
    return out.position() == 0 && wire.flushed();
  }

  /** Hands all complete messages to {@code handler}. */
  void receive(Consumer<ControlMessage> handler) throws IOException {
    int bytes = wire.read(in);
    while (bytes > 0) {
      lastHeard = System.nanoTime();
      heard = true;
      if (!in.hasRemaining()) {
        ControlMessage message = ControlMessage.read(in.flip());
        in.clear();
        if (message == null) {
          throw new IOException("not a control message");
        }
        handler.accept(message);
      }
      bytes = wire.read(in);
    }
    if (bytes < 0) {
      throw new EOFException();
    }
  }

  /** Sends as much of the queue as the wire takes. */
  void flush() throws IOException {
    out.flip();
    wire.write(out);
    out.compact();
    int send = flushed() ? 0 : SelectionKey.OP_WRITE;
    key.interestOps(SelectionKey.OP_READ | send);
  }

  /** Says that nothing more will come. What was sent is still delivered. */
  void closeOutput() throws IOException {
    if (!outputClosed) {
      outputClosed = true;
      channel.shutdownOutput();
    }
  }

  void close() throws IOException {
    wire.close();
  }
}
