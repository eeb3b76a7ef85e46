package mclspark.augment;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Pixels of three bytes (red, green, blue) read and written as one int each, which also touches the
 * byte behind them.
 */
final class PixelBytes {

  /** The bits of a pixel that are its channels. */
  static final int COLOURS = 0xFFFFFF;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private PixelBytes() {}

  /** The pixel at {@code at}; in its highest byte what follows it, which must exist. */
  static int get(byte[] bytes, int at) {
    return (int) INTS.get(bytes, at);
  }

  /** The pixel at {@code at}, with nothing behind it. */
  static int getLast(byte[] bytes, int at) {
    return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16;
  }

  /** Writes a pixel and its highest byte, for which there must be room. */
  static void set(byte[] bytes, int at, int pixel) {
    INTS.set(bytes, at, pixel);
  }

  /** Writes a pixel and nothing behind it. */
  static void setLast(byte[] bytes, int at, int pixel) {
    bytes[at] = (byte) pixel;
    bytes[at + 1] = (byte) (pixel >> 8);
    bytes[at + 2] = (byte) (pixel >> 16);
  }
}
