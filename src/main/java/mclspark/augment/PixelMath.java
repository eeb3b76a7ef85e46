package mclspark.augment;

/**
 * The arithmetic on rows of {@link Pixels} that takes most of a crop's time. Results are the same
 * whichever implementation works. Lengths are in pixels; arrays end at a multiple of {@link
 * #PADDING} pixels, up to which their contents may change.
 */
interface PixelMath {

  /** Pixels of the longest vector that there is. */
  int PADDING = 16;

  /** The fastest that this JVM has. */
  PixelMath BEST = best();

  // Asked here, for without the module the other class cannot be loaded.
  private static PixelMath best() {
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    return vectors ? new VectorMath() : new PlainMath();
  }

  /** The length that an array for {@code length} pixels needs. */
  static int padded(int length) {
    return Math.multiplyExact((length + PADDING - 1) / PADDING, PADDING);
  }

  /**
   * A weighted sum of rows, rounded to 8 bits a channel; what is in the rows' highest bytes does
   * not matter.
   *
   * @param weights from {@code at} on, one for each of the first {@code taps} rows, scaled by 2^22;
   *     they are >= 0 and sum to 2^22 plus at most the rounding of each, so nothing is clipped
   */
  void weigh(int[] out, int[][] rows, int[] weights, int at, int taps, int length);

  /**
   * A weighted sum of the first {@code count} rows and, with another weight, of two more.
   *
   * @param count odd, less than 256
   */
  void box(int[] out, int[][] rows, int count, int[] one, int[] other, BlurBox box, int length);

  /** Blends every pixel with its luminance; see {@link mclspark.image.Blend#fixed}. */
  void saturate(int[] values, int factor, int length);

  /** Replaces every pixel by its {@link HueTables#index}. */
  void order(int[] values, int length);
}
