package mclspark.augment;

/**
 * The box of one pass of {@link GaussianBlur}.
 *
 * @param radius pixels on each side that count in full
 * @param inner their weight and the centre's, scaled by 2^24
 * @param edge the weight of the next pixel on each side, scaled by 2^24
 */
record BlurBox(int radius, int inner, int edge) {

  private static final int PASSES = 3;

  /** Fraction bits of a weight. */
  static final int BITS = 24;

  /** What is added before the fraction bits are cut off. */
  static final int HALF = 1 << (BITS - 1);

  /** The box whose three passes have the variance of the Gaussian, in float32 as Pillow. */
  static BlurBox of(float sigma) {
    float variance = sigma * sigma / PASSES;
    float length = (float) Math.sqrt(12.0 * variance + 1.0);
    float whole = (float) Math.floor((length - 1.0f) / 2.0f);
    float part = (2 * whole + 1) * (whole * (whole + 1) - 3 * variance);
    part /= 6 * (variance - (whole + 1) * (whole + 1));
    float radius = whole + part;
    int full = (int) radius;
    int inner = (int) ((1 << BITS) / (radius * 2 + 1));
    int edge = ((1 << BITS) - (2 * full + 1) * inner) / 2;
    return new BlurBox(full, inner, edge);
  }

  /** How far the box reaches on each side. */
  int reach() {
    return radius + 1;
  }
}
