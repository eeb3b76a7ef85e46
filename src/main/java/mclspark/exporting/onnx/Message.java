package mclspark.exporting.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One message of Protocol Buffers while it is put together: fields by their numbers, in the order
 * in which they are added. Large contents are referred to, not copied.
 */
final class Message {

  private static final int VARINT = 0;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;

  private final List<ByteBuffer> pieces = new ArrayList<>();
  private final ByteArrayOutputStream open = new ByteArrayOutputStream();
  private long closedBytes;

  /** Adds an integer. */
  Message add(int field, long value) {
    key(field, VARINT);
    varint(value);
    return this;
  }

  /** Adds a number of 32 bits. */
  Message add(int field, float value) {
    key(field, FIXED32);
    byte[] bits = new byte[Float.BYTES];
    ByteBuffer.wrap(bits).order(ByteOrder.LITTLE_ENDIAN).putFloat(value);
    open.writeBytes(bits);
    return this;
  }

  /** Adds a text, as UTF-8. */
  Message add(int field, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    length(field, bytes.length);
    open.writeBytes(bytes);
    return this;
  }

  /** Adds bytes, which must not change until this message is written. */
  Message add(int field, ByteBuffer bytes) {
    length(field, bytes.remaining());
    close();
    piece(bytes.duplicate());
    return this;
  }

  /** Adds a finished message. */
  Message add(int field, Message inner) {
    inner.close();
    length(field, inner.closedBytes);
    close();
    inner.pieces.forEach(this::piece);
    return this;
  }

  /** Number of bytes. */
  long size() {
    return closedBytes + open.size();
  }

  /** Writes everything. */
  void writeTo(OutputStream out) throws IOException {
    close();
    WritableByteChannel channel = Channels.newChannel(out);
    for (ByteBuffer piece : pieces) {
      ByteBuffer rest = piece.duplicate();
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    }
  }

  private void key(int field, int wireType) {
    varint((long) field << 3 | wireType);
  }

  private void length(int field, long bytes) {
    key(field, LENGTH_DELIMITED);
    varint(bytes);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      open.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    open.write((int) rest);
  }

  private void close() {
    if (open.size() > 0) {
      piece(ByteBuffer.wrap(open.toByteArray()));
      open.reset();
    }
  }

  private void piece(ByteBuffer bytes) {
    pieces.add(bytes);
    closedBytes += bytes.remaining();
  }
}
