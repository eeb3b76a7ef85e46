package mclspark.dataset.matlab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A data element of a MATLAB 5 file.
 *
 * @param type what it holds
 * @param data its bytes, in the file's order
 */
record MatElement(int type, ByteBuffer data) {

  static final int MATRIX = 14;
  static final int COMPRESSED = 15;

  private static final int UTF16 = 17;
  private static final int ALIGNMENT = 8;
  private static final int SMALL = 4;

  /** Reads the next one; only compressed ones are not padded. */
  static MatElement next(ByteBuffer in) throws IOException {
    if (in.remaining() < ALIGNMENT) {
      throw new IOException("it ends within an element");
    }
    int word = in.getInt();
    if (word >>> 16 != 0) {
      int length = word >>> 16;
      if (length > SMALL) {
        throw new IOException("a small element is too long");
      }
      ByteBuffer data = part(in, length);
      in.position(in.position() + SMALL);
      return new MatElement(word & 0xffff, data);
    }
    int length = in.getInt();
    ByteBuffer data = part(in, length);
    int padding = word == COMPRESSED ? 0 : (ALIGNMENT - length % ALIGNMENT) % ALIGNMENT;
    in.position(in.position() + length + Math.min(padding, in.remaining() - length));
    return new MatElement(word, data);
  }

  private static ByteBuffer part(ByteBuffer in, int length) throws IOException {
    if (length < 0 || length > in.remaining()) {
      throw new IOException("an element is longer than what holds it");
    }
    return in.slice(in.position(), length).order(in.order());
  }

  /** The first number; 0 if there is none. */
  long number() throws IOException {
    ByteBuffer in = data.duplicate().order(data.order());
    return switch (in.hasRemaining() ? type : 0) {
      case 0 -> 0;
      case 1 -> in.get();
      case 2 -> Byte.toUnsignedLong(in.get());
      case 3 -> need(in, Short.BYTES).getShort();
      case 4 -> Short.toUnsignedLong(need(in, Short.BYTES).getShort());
      case 5 -> need(in, Integer.BYTES).getInt();
      case 6 -> Integer.toUnsignedLong(need(in, Integer.BYTES).getInt());
      case 7 -> (long) need(in, Float.BYTES).getFloat();
      case 9 -> (long) need(in, Double.BYTES).getDouble();
      case 12, 13 -> need(in, Long.BYTES).getLong();
      default -> throw new IOException("a number is of the unknown type " + type);
    };
  }

  private static ByteBuffer need(ByteBuffer in, int bytes) throws IOException {
    if (in.remaining() < bytes) {
      throw new IOException("a number is cut");
    }
    return in;
  }

  /** All of it as text: bytes, or two bytes for each character. */
  String text() {
    byte[] bytes = new byte[data.remaining()];
    data.duplicate().get(bytes);
    boolean wide = type == 3 || type == 4 || type == UTF16;
    boolean little = data.order() == ByteOrder.LITTLE_ENDIAN;
    return new String(
        bytes,
        !wide
            ? StandardCharsets.UTF_8
            : little ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE);
  }
}
