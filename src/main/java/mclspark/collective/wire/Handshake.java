package mclspark.collective.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import mclspark.collective.CollectiveOptions;

/**
 * One side of the mutual proof that two workers belong to the same attempt of the same job, on a
 * new connection that is never waited for:
 *
 * <ol>
 *   <li>connector: {@link Hello} with a fresh challenge
 *   <li>acceptor: its own challenge, proof over both
 *   <li>connector: proof over both
 * </ol>
 */
public abstract class Handshake {

  /** So long the other end may take. */
  static final Duration LIMIT = Duration.ofSeconds(5);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final SocketChannel channel;
  private final long deadline = System.nanoTime() + LIMIT.toNanos();
  private ByteBuffer out = ByteBuffer.allocate(0);
  private ByteBuffer in = ByteBuffer.allocate(0);

  Handshake(SocketChannel channel) {
    this.channel = channel;
  }

  /** Whose connection this is; known once the handshake is done. */
  public abstract Route route();

  /** Keys for what travels on the connection; known once the handshake is done. */
  public abstract TrafficKeys keys();

  /** Handles a complete message; calls {@link #say} and {@link #hear} for what comes next. */
  abstract void received(byte[] message) throws HandshakeException;

  public final SocketChannel channel() {
    return channel;
  }

  /** Waits for bytes, or for the connection itself. */
  public final void register(Selector selector) throws IOException {
    int interest = channel.isConnected() ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT;
    channel.register(selector, interest);
  }

  /**
   * Goes on as far as that needs no waiting.
   *
   * @return whether the other end has proved itself and everything has been said
   * @throws IOException if it is not a worker of ours, or takes too long
   */
  public final boolean advance(Selector selector) throws IOException {
    if (System.nanoTime() > deadline) {
      throw new HandshakeException("it said nothing for " + CollectiveOptions.text(LIMIT));
    }
    if (!channel.isConnected()) {
      if (!channel.finishConnect()) {
        return false;
      }
      register(selector);
    }
    return talk();
  }

  /** Bytes to send. */
  final void say(byte[] message) {
    out = ByteBuffer.wrap(message);
  }

  /** Number of bytes to expect; 0 if the other end has said all. */
  final void hear(int bytes) {
    in = ByteBuffer.allocate(bytes);
  }

  static byte[] challenge() {
    byte[] bytes = new byte[GroupKey.BYTES];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /** Compares in constant time. */
  static void requireProof(byte[] expected, byte[] given) throws HandshakeException {
    if (!MessageDigest.isEqual(expected, given)) {
      throw new HandshakeException("it does not know the secret of this attempt of this job");
    }
  }

  private boolean talk() throws IOException {
    while (true) {
      while (out.hasRemaining()) {
        if (channel.write(out) == 0) {
          return false;
        }
      }
      if (in.capacity() == 0) {
        return true;
      }
      int bytes = channel.read(in);
      if (bytes < 0) {
        throw new HandshakeException("it closed the connection before it had proved itself");
      }
      if (in.hasRemaining()) {
        return false;
      }
      received(in.array());
    }
  }
}
