package mclspark.image;

/**
 * Pillow's blend of a picture with a plainer one: {@code d + factor * (p - d)} in float32, clipped
 * to 0 .. 255, its fraction cut off (mcl specification 1.9).
 *
 * <p>Floats would be slow: the compiler does not turn their conversion to ints into vector
 * instructions. So every user of this class first looks for an integer factor, scaled by 2^22, that
 * gives the same result for <em>all</em> inputs that can occur, and works with tables or floats
 * when there is none. The results are the same either way.
 */
public final class Blend {

  /** Fraction bits of an integer factor. */
  public static final int BITS = 22;

  // 255 times a larger factor does not fit an int.
  private static final float LARGEST_FACTOR = 2;

  private Blend() {}

  /** One blended value. */
  public static int exact(int plain, int value, float factor) {
    float blended = plain + factor * (value - plain);
    return blended <= 0 ? 0 : blended >= 255 ? 255 : (int) blended;
  }

  /** The same with an integer factor. */
  public static int fixed(int plain, int value, int factor) {
    return clip(plain + ((value - plain) * factor >> BITS));
  }

  /** Clips to 0 .. 255 without a branch, for numbers well inside the range of an int. */
  static int clip(int value) {
    int positive = value & ~(value >> 31);
    int beyond = 255 - positive;
    return positive + (beyond & (beyond >> 31));
  }

  /** Whether an integer factor may be tried. */
  public static boolean fits(float factor) {
    return factor >= 0 && factor <= LARGEST_FACTOR;
  }

  /** The nearest integer factor. */
  public static int nearest(float factor) {
    return Math.round(factor * (1 << BITS));
  }
}
