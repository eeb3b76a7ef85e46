package mclspark.augment;

/** Pillow's luminance, {@code (19595 R + 38470 G + 7471 B + 2^15) >> 16}. */
final class Luminance {

  private static final int RED = 19595;
  private static final int GREEN = 38470;
  private static final int BLUE = 7471;
  private static final int HALF = 1 << 15;
  private static final int BITS = 16;

  private Luminance() {}

  /** The luminance of one pixel. */
  static int of(int red, int green, int blue) {
    return (RED * red + GREEN * green + BLUE * blue + HALF) >> BITS;
  }

  /** Makes a picture grey; a grey one stays as it is. */
  static void grey(Planes planes) {
    if (!planes.isGrey()) {
      of(planes.red(), planes.green(), planes.blue(), planes.red(), planes.pixels());
      planes.becomeGrey();
    }
  }

  /** The luminances of the first {@code length} pixels; {@code out} may be one of the inputs. */
  static void of(int[] red, int[] green, int[] blue, int[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = of(red[i], green[i], blue[i]);
    }
  }

  /** The sum over the first {@code length} pixels. */
  static long sum(int[] red, int[] green, int[] blue, int length) {
    long total = 0;
    int chunk = 1 << 20;
    for (int from = 0; from < length; from += chunk) {
      total += sumChunk(red, green, blue, from, Math.min(length, from + chunk));
    }
    return total;
  }

  // An int sum of up to 2^20 luminances does not overflow and is vectorised.
  private static int sumChunk(int[] red, int[] green, int[] blue, int from, int to) {
    int total = 0;
    for (int i = from; i < to; i++) {
      total += of(red[i], green[i], blue[i]);
    }
    return total;
  }
}
