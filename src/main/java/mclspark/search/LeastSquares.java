package mclspark.search;

/**
 * A linear classifier by ridge regression on one-hot classes: a closed form, so that equal rows
 * give equal scores. Rows are centred; the ridge is a hundredth of their mean variance.
 */
public final class LeastSquares {

  private static final double RIDGE = 0.01;

  private final double[] mean; // [width]
  private final double[][] weights; // [classes][width]
  private final double[] bias; // [classes]

  private LeastSquares(double[] mean, double[][] weights, double[] bias) {
    this.mean = mean;
    this.weights = weights;
    this.bias = bias;
  }

  /**
   * Fits the classifier.
   *
   * @param rows float32 [n][width], at least one
   * @param labels of the rows, from 0; rows with a negative one are left out
   * @param classes number of classes
   */
  public static LeastSquares fit(float[][] rows, int[] labels, int classes) {
    int width = rows[0].length;
    double[] mean = new double[width];
    int n = 0;
    for (int i = 0; i < rows.length; i++) {
      if (labels[i] >= 0) {
        n++;
        for (int j = 0; j < width; j++) {
          mean[j] += rows[i][j];
        }
      }
    }
    for (int j = 0; j < width; j++) {
      mean[j] /= Math.max(1, n);
    }
    double[][] gram = new double[width][width];
    double[][] targets = new double[classes][width];
    double[] shares = new double[classes];
    accumulate(rows, labels, mean, gram, targets, shares);
    double trace = 0;
    for (int j = 0; j < width; j++) {
      trace += gram[j][j];
    }
    double ridge = RIDGE * trace / width + 1e-12;
    for (int j = 0; j < width; j++) {
      gram[j][j] += ridge;
    }
    factor(gram);
    for (double[] target : targets) {
      solve(gram, target);
    }
    for (int c = 0; c < classes; c++) {
      shares[c] /= Math.max(1, n);
    }
    return new LeastSquares(mean, targets, shares);
  }

  /** The lower half of X'X, X'Y and the counts of the classes, X centred. */
  private static void accumulate(
      float[][] rows,
      int[] labels,
      double[] mean,
      double[][] gram,
      double[][] targets,
      double[] counts) {
    double[] x = new double[mean.length];
    for (int i = 0; i < rows.length; i++) {
      if (labels[i] < 0) {
        continue;
      }
      double[] target = targets[labels[i]];
      for (int j = 0; j < x.length; j++) {
        x[j] = rows[i][j] - mean[j];
        target[j] += x[j];
        double[] line = gram[j];
        for (int k = 0; k <= j; k++) {
          line[k] += x[j] * x[k];
        }
      }
      counts[labels[i]]++;
    }
  }

  /** Cholesky's factor in place of the lower half. */
  private static void factor(double[]... a) {
    for (int j = 0; j < a.length; j++) {
      for (int k = 0; k <= j; k++) {
        double sum = a[j][k];
        for (int i = 0; i < k; i++) {
          sum -= a[j][i] * a[k][i];
        }
        a[j][k] = j == k ? Math.sqrt(Math.max(sum, Double.MIN_NORMAL)) : sum / a[k][k];
      }
    }
  }

  private static void solve(double[][] factor, double... b) {
    for (int j = 0; j < b.length; j++) {
      for (int k = 0; k < j; k++) {
        b[j] -= factor[j][k] * b[k];
      }
      b[j] /= factor[j][j];
    }
    for (int j = b.length - 1; j >= 0; j--) {
      for (int k = j + 1; k < b.length; k++) {
        b[j] -= factor[k][j] * b[k];
      }
      b[j] /= factor[j][j];
    }
  }

  /** How much speaks for a class. */
  public double score(float[] row, int label) {
    double sum = bias[label];
    for (int j = 0; j < mean.length; j++) {
      sum += weights[label][j] * (row[j] - mean[j]);
    }
    return sum;
  }

  /** The class for which most speaks; of equal ones the first. */
  public int predict(float... row) {
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < bias.length; c++) {
      double score = score(row, c);
      if (score > most) {
        best = c;
        most = score;
      }
    }
    return best;
  }
}
