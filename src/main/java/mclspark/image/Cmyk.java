package mclspark.image;

/**
 * Pictures of four components, read as Pillow does: the file stores inverted values (Adobe's
 * convention), and the conversion to RGB knows no colour profile.
 */
final class Cmyk {

  private static final int HALF = 1 << 15;
  private static final int BITS = 16;

  private Cmyk() {}

  /** Converts stored CMYK, 4 bytes a pixel, to RGB, 3 bytes a pixel. */
  static byte[] toRgb(byte[] stored) {
    byte[] rgb = new byte[stored.length / 4 * RgbImage.CHANNELS];
    int to = 0;
    for (int from = 0; from < stored.length; from += 4) {
      int black = stored[from + 3] & 0xFF;
      for (int c = 0; c < RgbImage.CHANNELS; c++) {
        int ink = 255 - (stored[from + c] & 0xFF);
        rgb[to++] = (byte) (black - multiply(ink, black));
      }
    }
    return rgb;
  }

  /** {@code a * b / 255}, rounded as Pillow does. */
  private static int multiply(int a, int b) {
    int product = a * b + 128;
    return (product >> 8) + product >> 8;
  }

  /**
   * Converts stored YCCK to stored CMYK in place: YCbCr to RGB by libjpeg's 16-bit fractions, and
   * the inverse of that.
   */
  static void fromYcck(byte[] stored) {
    for (int at = 0; at < stored.length; at += 4) {
      int luma = stored[at] & 0xFF;
      int blue = (stored[at + 1] & 0xFF) - 128;
      int red = (stored[at + 2] & 0xFF) - 128;
      stored[at] = inverse(luma + (fix(1.402) * red + HALF >> BITS));
      int green = -fix(0.34414) * blue - fix(0.71414) * red + HALF >> BITS;
      stored[at + 1] = inverse(luma + green);
      stored[at + 2] = inverse(luma + (fix(1.772) * blue + HALF >> BITS));
    }
  }

  private static int fix(double factor) {
    return (int) (factor * (1 << BITS) + 0.5);
  }

  private static byte inverse(int value) {
    return (byte) (255 - Blend.clip(value));
  }
}
