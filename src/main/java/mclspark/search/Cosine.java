package mclspark.search;

/** The cosine of two embeddings, and how well single precision knows it. */
public final class Cosine {

  private static final double FLOAT_ROUNDING = 0x1p-24;
  private static final int LANES = 8;

  /** Cosines are multiples of 2^-36: what rounding alone tells apart is equal. */
  private static final double GRID = 0x1p36;

  private Cosine() {}

  /**
   * The cosine of row i of one block and row j of another, the same in both orders; 1 for rows of
   * one direction.
   */
  public static double of(VectorBlock a, int i, VectorBlock b, int j) {
    int width = a.width();
    double dot = dot(a.values(), i * width, b.values(), j * width, width);
    return Math.rint(dot / (a.norms()[i] * b.norms()[j]) * GRID) / GRID;
  }

  /**
   * What a product of unit rows in single precision may be off, in whatever order it is summed:
   * each of {@code width} products and sums is rounded, and both rows were.
   */
  static double slack(int width) {
    return (width + 8) * FLOAT_ROUNDING;
  }

  /** The largest float that is at least {@code slack} below a cosine. */
  static float below(double cosine, double slack) {
    return Math.nextDown((float) (cosine - slack));
  }

  /** Products of floats are exact in double precision. Independent sums keep the processor busy. */
  private static double dot(float[] a, int fromA, float[] b, int fromB, int width) {
    double[] sums = new double[LANES];
    int whole = width - width % LANES;
    for (int i = 0; i < whole; i += LANES) {
      for (int lane = 0; lane < LANES; lane++) {
        sums[lane] += (double) a[fromA + i + lane] * b[fromB + i + lane];
      }
    }
    for (int i = whole; i < width; i++) {
      sums[i - whole] += (double) a[fromA + i] * b[fromB + i];
    }
    double sum = 0;
    for (double part : sums) {
      sum += part;
    }
    return sum;
  }
}
