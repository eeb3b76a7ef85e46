package mclspark.collective.wire;

import java.nio.ByteBuffer;

/**
 * First message on a connection, 64 bytes: magic (8), protocol (4), line (4), from (4), to (4),
 * attempt (4), nothing (4), challenge (32); big-endian.
 *
 * @param protocol version that the connector speaks
 * @param line ordinal of {@link Route.Line}
 * @param from rank of the connector
 * @param to rank that it means to reach
 * @param attempt its stage attempt
 */
public record Hello(int protocol, int line, int from, int to, int attempt) {

  static final int BYTES = 64;

  private static final long MAGIC = 0x4D434C48454C4C4FL; // MCLHELLO

  /** The message with that challenge. */
  public byte[] encode(byte[] challenge) {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.putLong(MAGIC).putInt(protocol).putInt(line).putInt(from).putInt(to).putInt(attempt);
    return bytes.putInt(0).put(challenge).array();
  }

  /** Reads a message; throws if it does not begin as one. */
  static Hello decode(byte[] message) throws HandshakeException {
    ByteBuffer bytes = ByteBuffer.wrap(message);
    if (bytes.getLong() != MAGIC) {
      throw new HandshakeException("it does not speak our protocol");
    }
    return new Hello(
        bytes.getInt(), bytes.getInt(), bytes.getInt(), bytes.getInt(), bytes.getInt());
  }
}
