package mclspark.tensor;

/**
 * What is measured of a set of features. Moments are float64: in float32 the small singular values
 * would be lost.
 */
public final class FeatureOps {

  private static final ScriptOps SCRIPT = ScriptOps.get();

  private FeatureOps() {}

  /**
   * First and second moments of rows.
   *
   * @param x float32 [n, d]
   * @return float64: x^T x [d, d], and the sum of the rows [d]
   */
  public static Tensor[] moments(Tensor x) {
    return SCRIPT.tensors("moments", x);
  }

  /**
   * Eigenvalues of a symmetric matrix, on the CPU.
   *
   * @param x float64 [d, d]
   * @return rising, [d]
   */
  public static double[] eigenvalues(Tensor x) {
    return SCRIPT.tensor("eigenvalues", x).toDoubles();
  }

  /**
   * The two longest axes of the scatter around the mean, {@code second - first first^T / count}, by
   * subspace iteration on the CPU: all axes of 2048 features take seconds.
   *
   * @param second float64 [d, d], of {@link #moments}
   * @param first float64 [d], of {@link #moments}
   * @param count rows
   * @param start float32 [d, k], d >= k >= 2: anything that is not orthogonal to the axes; the more
   *     columns the fewer rounds
   * @return the second and the first axis, each of norm 1 and of either sign: [2 * d]
   */
  public static double[] plane(Tensor second, Tensor first, long count, Tensor start, int rounds) {
    return SCRIPT.tensor("plane", second, first, 1.0 / count, start, rounds).toDoubles();
  }

  /**
   * Uniformity on the sphere (Wang and Isola 2020): the logarithm of the mean of {@code exp(-t |x_i
   * - x_j|^2)} over all pairs of different rows.
   *
   * @param x float32 [n, d], n >= 2, rows of norm 1
   */
  public static double uniformity(Tensor x, double t) {
    return SCRIPT.tensor("uniformity", x, t).toDoubles()[0];
  }

  /**
   * Means over rows of pairs: of the products of the pairs, and of the first ones.
   *
   * @param x float32 [N, b, d]
   * @param y float32 [N, b, d]
   * @return [N * (1 + d)]
   */
  public static double[] pairMeans(Tensor x, Tensor y) {
    return SCRIPT.tensor("pair_means", x, y).toDoubles();
  }

  /** Means over rows: float32 [N, n, d] to [N * d]. */
  public static double[] rowMeans(Tensor x) {
    return SCRIPT.tensor("row_means", x).toDoubles();
  }
}
