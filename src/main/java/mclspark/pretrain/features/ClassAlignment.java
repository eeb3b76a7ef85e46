package mclspark.pretrain.features;

/**
 * Alignment (Wang and Isola 2020) of pictures of a class: the mean of |x - y|^2 over all pairs of
 * different pictures with one label. Their pairs are two views of a picture; an evaluation shows
 * each picture once.
 */
final class ClassAlignment {

  private ClassAlignment() {}

  /** Of rows with labels from 0; NaN if no two rows have one label. */
  static double of(float[][] rows, int[] labels, int classes) {
    double[][] sums = new double[classes][];
    double[] squares = new double[classes];
    long[] counts = new long[classes];
    for (int row = 0; row < rows.length; row++) {
      int label = labels[row];
      sums[label] = sums[label] == null ? new double[rows[row].length] : sums[label];
      for (int d = 0; d < rows[row].length; d++) {
        sums[label][d] += rows[row][d];
        squares[label] += (double) rows[row][d] * rows[row][d];
      }
      counts[label]++;
    }
    double distances = 0; // over unordered pairs: n sum |x|^2 - |sum x|^2
    double pairs = 0;
    for (int c = 0; c < classes; c++) {
      distances += counts[c] == 0 ? 0 : counts[c] * squares[c] - square(sums[c]);
      pairs += counts[c] * (counts[c] - 1) / 2.0;
    }
    return pairs == 0 ? Double.NaN : distances / pairs;
  }

  private static double square(double[] vector) {
    double sum = 0;
    for (double value : vector) {
      sum += value * value;
    }
    return sum;
  }
}
