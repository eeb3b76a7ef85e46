package mclspark.pretrain.features;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Singular values of a matrix of features.
 *
 * @param values falling
 */
public record Spectrum(double... values) {

  private static final double EPSILON = 1e-7;

  /**
   * Singular values of the n rows X from the eigenvalues of X^T X: their roots, as many as X can
   * have.
   *
   * @param eigenvalues rising
   */
  static Spectrum of(double[] eigenvalues, int rows) {
    int size = eigenvalues.length;
    double[] values = new double[Math.min(rows, size)];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.sqrt(Math.max(0, eigenvalues[size - 1 - i])); // rounding goes below zero
    }
    return new Spectrum(values);
  }

  /**
   * RankMe (Garrido et al. 2023): exp of the entropy of p_k = s_k / sum(s) + 1e-7. From 1 to the
   * number of features; NaN where all features are zero.
   */
  public double rankMe() {
    double sum = Arrays.stream(values).sum();
    double entropy = 0;
    for (double value : values) {
      double p = value / sum + EPSILON;
      entropy -= p * Math.log(p);
    }
    return Math.exp(entropy);
  }

  /** Places of at most {@code most} values, from 1, evenly spaced in their logarithms. */
  public int[] places(int most) {
    int count = Math.min(most, values.length);
    double steps = Math.max(1, count - 1);
    return IntStream.range(0, count)
        .map(i -> (int) Math.rint(Math.pow(values.length, i / steps)))
        .distinct()
        .toArray();
  }
}
