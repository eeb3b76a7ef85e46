package mclspark.augment;

/** Pillow's luminance, {@code (19595 R + 38470 G + 7471 B + 2^15) >> 16}. */
final class Luminance {

  static final int RED = 19595;
  static final int GREEN = 38470;
  static final int BLUE = 7471;
  static final int HALF = 1 << 15;
  static final int BITS = 16;
  private static final int CHUNK = 1 << 20;

  private Luminance() {}

  /** The luminance of one pixel. */
  static int of(int red, int green, int blue) {
    return (RED * red + GREEN * green + BLUE * blue + HALF) >> BITS;
  }

  /** The luminance of one of the {@link Pixels}. */
  static int of(int pixel) {
    return of(pixel & 0xFF, pixel >>> 8 & 0xFF, pixel >>> 16);
  }

  /** Makes a picture grey; a grey one stays as it is. */
  static void grey(Pixels pixels) {
    if (!pixels.isGrey()) {
      grey(pixels.values(), pixels.count());
      pixels.becomeGrey();
    }
  }

  private static void grey(int[] values, int count) {
    for (int i = 0; i < count; i++) {
      int level = of(values[i]);
      values[i] = level | level << 8 | level << 16;
    }
  }

  /** The sum over all pixels. */
  static long sum(Pixels pixels) {
    long total = 0;
    for (int from = 0; from < pixels.count(); from += CHUNK) {
      total += sum(pixels.values(), from, Math.min(pixels.count(), from + CHUNK));
    }
    return total;
  }

  // An int sum of up to 2^20 luminances does not overflow and is vectorised.
  private static int sum(int[] values, int from, int to) {
    int total = 0;
    for (int i = from; i < to; i++) {
      total += of(values[i]);
    }
    return total;
  }
}
