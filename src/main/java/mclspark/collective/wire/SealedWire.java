package mclspark.collective.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import mclspark.collective.Buffers;

/**
 * A channel on which everything travels in encrypted records: length of the sealed bytes (4,
 * big-endian), sealed bytes, of which the last 16 are the tag. A record holds what was there to be
 * sent, at most 256 KB.
 */
final class SealedWire implements Wire {

  static final int LARGEST = 256 * 1024;

  private static final int SEALED_LARGEST = LARGEST + RecordCipher.TAG_BYTES;

  private final ByteChannel channel;
  private final RecordCipher sealing;
  private final RecordCipher opening;
  private final byte[] plain = new byte[LARGEST];
  private final byte[] sealed = new byte[SEALED_LARGEST];
  private final ByteBuffer out = Buffers.allocate(Integer.BYTES + SEALED_LARGEST).limit(0);
  private final ByteBuffer inHeader = ByteBuffer.allocate(Integer.BYTES);
  private final ByteBuffer in = ByteBuffer.allocate(SEALED_LARGEST).limit(0);
  private final ByteBuffer opened = ByteBuffer.allocate(SEALED_LARGEST).limit(0);

  /** Takes over a channel; its keys must be used for nothing else. */
  SealedWire(ByteChannel channel, TrafficKeys keys) {
    this.channel = channel;
    sealing = RecordCipher.sealing(keys.send());
    opening = RecordCipher.opening(keys.receive());
  }

  @Override
  public long write(ByteBuffer... sources) throws IOException {
    long moved = flush();
    while (flushed()) {
      int length = collect(sources);
      if (length == 0) {
        return moved;
      }
      seal(length);
      moved += length + flush();
    }
    return moved;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    while (!opened.hasRemaining()) {
      int bytes = receive();
      if (bytes <= 0) {
        return bytes;
      }
    }
    int bytes = Math.min(opened.remaining(), target.remaining());
    target.put(target.position(), opened, opened.position(), bytes);
    opened.position(opened.position() + bytes);
    target.position(target.position() + bytes);
    return bytes;
  }

  @Override
  public boolean flushed() {
    return !out.hasRemaining();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private int collect(ByteBuffer[] sources) {
    int length = 0;
    for (ByteBuffer source : sources) {
      int bytes = Math.min(source.remaining(), LARGEST - length);
      source.get(plain, length, bytes);
      length += bytes;
    }
    return length;
  }

  private void seal(int length) throws IOException {
    byte[] header = header(length + RecordCipher.TAG_BYTES);
    int bytes = sealing.next(header, plain, length, sealed);
    out.clear().put(header).put(sealed, 0, bytes).flip();
  }

  private long flush() throws IOException {
    int start = out.position();
    while (out.hasRemaining() && channel.write(out) > 0) {
      // The socket takes more.
    }
    return out.position() - start;
  }

  /** Goes on with the record that is arriving; positive if something came. */
  private int receive() throws IOException {
    if (inHeader.hasRemaining()) {
      int bytes = channel.read(inHeader);
      if (!inHeader.hasRemaining()) {
        in.clear().limit(sealedLength());
      }
      return bytes;
    }
    int bytes = channel.read(in);
    if (!in.hasRemaining()) {
      int length = opening.next(inHeader.array(), in.array(), in.limit(), opened.array());
      opened.clear().limit(length);
      inHeader.clear();
    }
    return bytes;
  }

  /** Checked, so that nothing is ever allocated from a received length. */
  private int sealedLength() throws ForgedRecordException {
    int length = inHeader.getInt(0);
    if (length <= RecordCipher.TAG_BYTES || length > SEALED_LARGEST) {
      throw new ForgedRecordException(null);
    }
    return length;
  }

  private static byte[] header(int sealedLength) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(sealedLength).array();
  }
}
