package mclspark.loss;

import java.util.Random;

/**
 * The formulas of spec 3.5 and 4.3 in plain double precision, term by term. Teachers are computed
 * from embeddings of their own, so that finite differences can leave them where they are.
 */
final class ReferenceMcl {

  private final double tau;
  private final double soft;

  ReferenceMcl(double tau, double soft) {
    this.tau = tau;
    this.soft = soft;
  }

  /** VCL, softVCL, ICL, softICL within a batch; z [N][B][d]. */
  double[] inBatch(double[][][] z, double[][][] teacher, long[] labels) {
    double[] terms = new double[4];
    for (int a = 0; a < z.length; a++) {
      for (int b = 0; b < z.length; b++) {
        terms[a == b ? 0 : 2] += contrast(similarities(z[a], z[b]), labels);
        if (a != b) {
          terms[1] += kl(similarities(z[a], z[a]), similarities(teacher[b], teacher[b]));
          terms[3] += kl(similarities(z[a], z[b]), similarities(teacher[b], teacher[a]));
        }
      }
    }
    return terms;
  }

  /** VCL, softVCL, ICL, softICL against a bank [N][n][d]; rows [B][L]. */
  double[] bank(
      double[][][] z, double[][][] teacher, double[][][] bank, int[][] rows, int positives) {
    double[] terms = new double[4];
    for (int a = 0; a < z.length; a++) {
      for (int b = 0; b < z.length; b++) {
        double[][] m = entries(bank[a], z[b], rows, a == b ? 1 : 0);
        terms[a == b ? 0 : 2] += contrast(m, a == b ? positives : positives + 1);
        if (a != b) {
          terms[1] += kl(entries(bank[a], z[a], rows, 1), entries(bank[b], teacher[b], rows, 1));
          terms[3] += kl(m, entries(bank[b], teacher[a], rows, 0));
        }
      }
    }
    return terms;
  }

  private double[][] similarities(double[][] x, double[][] y) {
    double[][] s = new double[x.length][y.length];
    for (int r = 0; r < x.length; r++) {
      for (int c = 0; c < y.length; c++) {
        s[r][c] = dot(x[r], y[c]) / tau;
      }
    }
    return s;
  }

  private double[][] entries(double[][] bank, double[][] z, int[][] rows, int from) {
    double[][] m = new double[rows.length][rows[0].length - from];
    for (int r = 0; r < rows.length; r++) {
      for (int t = from; t < rows[r].length; t++) {
        m[r][t - from] = dot(bank[rows[r][t]], z[r]) / tau;
      }
    }
    return m;
  }

  private static double contrast(double[][] s, long[] labels) {
    double sum = 0;
    int anchors = 0;
    for (int r = 0; r < s.length; r++) {
      double norm = 0;
      double positive = 0;
      int positives = 0;
      for (int c = 0; c < s.length; c++) {
        if (c != r) {
          norm += Math.exp(s[r][c]);
          positive += labels[c] == labels[r] ? s[r][c] : 0;
          positives += labels[c] == labels[r] ? 1 : 0;
        }
      }
      if (positives > 0) {
        anchors++;
        sum += Math.log(norm) - positive / positives;
      }
    }
    return anchors == 0 ? 0 : sum / anchors;
  }

  private static double contrast(double[][] m, int positives) {
    double sum = 0;
    for (double[] row : m) {
      for (int t = 0; t < positives; t++) {
        sum += (logSumExp(row, 1) - row[t]) / positives;
      }
    }
    return sum / m.length;
  }

  private double kl(double[][] student, double[][] teacher) {
    double sum = 0;
    for (int r = 0; r < student.length; r++) {
      sum += kl(student[r], teacher[r], soft);
    }
    return sum / student.length;
  }

  /** {@code KL_T} of one row. */
  static double kl(double[] student, double[] teacher, double soft) {
    double studentNorm = logSumExp(student, soft);
    double teacherNorm = logSumExp(teacher, soft);
    double sum = 0;
    for (int m = 0; m < student.length; m++) {
      double logP = teacher[m] / soft - teacherNorm;
      sum += Math.exp(logP) * (logP - (student[m] / soft - studentNorm));
    }
    return soft * soft * sum;
  }

  static double logSumExp(double[] x, double temperature) {
    double sum = 0;
    for (double value : x) {
      sum += Math.exp(value / temperature);
    }
    return Math.log(sum);
  }

  static double weigh(double[] terms, MclWeights weights) {
    return dot(terms, weights.toArray());
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  /** Random values, rows of norm 1 if so wanted. */
  static double[][][] random(Random random, int n, int rows, int dim, boolean normal) {
    double[][][] all = new double[n][rows][dim];
    for (double[][] peer : all) {
      for (double[] row : peer) {
        for (int i = 0; i < dim; i++) {
          row[i] = random.nextGaussian();
        }
        double norm = normal ? Math.sqrt(dot(row, row)) : 1;
        for (int i = 0; i < dim; i++) {
          row[i] /= norm;
        }
      }
    }
    return all;
  }
}
