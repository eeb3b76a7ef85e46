package mclspark.augment;

/**
 * The taps of Pillow's antialiased bilinear filter along one axis, for a window of the outputs (mcl
 * specification 1.9). Every output has the same number of taps; those that Pillow does not have
 * weigh 0.
 *
 * @param taps taps an output
 * @param first the first input of each output
 * @param weights {@code taps} weights an output, scaled by 2^22; they are >= 0 and sum to about
 *     2^22
 */
record ResizeWeights(int taps, int[] first, int[] weights) {

  /** Fraction bits of a weight. */
  static final int BITS = 22;

  /** What is added before the fraction bits are cut off. */
  static final int HALF = 1 << (BITS - 1);

  /**
   * Computes the taps of outputs {@code from} to {@code from + length - 1} when {@code in} values
   * become {@code out}.
   */
  static ResizeWeights of(int in, int out, int from, int length) {
    double scale = (double) in / out;
    double support = Math.max(scale, 1);
    int[] first = new int[length];
    int[] count = new int[length];
    int taps = 1;
    for (int i = 0; i < length; i++) {
      double centre = (from + i + 0.5) * scale;
      first[i] = Math.max(0, (int) (centre - support + 0.5));
      count[i] = Math.min(in, (int) (centre + support + 0.5)) - first[i];
      taps = Math.max(taps, count[i]);
    }
    int[] weights = new int[length * taps];
    for (int i = 0; i < length; i++) {
      // Equal tap counts: start earlier where the picture ends, with weights of 0 in front.
      int start = Math.min(first[i], in - taps);
      double centre = (from + i + 0.5) * scale;
      fill(weights, i * taps + first[i] - start, first[i], count[i], centre, support);
      first[i] = start;
    }
    return new ResizeWeights(taps, first, weights);
  }

  private static void fill(
      int[] weights, int at, int first, int count, double centre, double support) {
    double[] exact = new double[count];
    double sum = 0;
    for (int k = 0; k < count; k++) {
      exact[k] = Math.max(0, 1 - Math.abs((first + k + 0.5 - centre) / support));
      sum += exact[k];
    }
    for (int k = 0; k < count; k++) {
      weights[at + k] = (int) (exact[k] / sum * (1 << BITS) + 0.5);
    }
  }
}
