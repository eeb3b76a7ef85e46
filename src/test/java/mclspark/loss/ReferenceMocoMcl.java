package mclspark.loss;

import java.util.Random;

/** The formulas of spec 1.4 in plain double precision, term by term. */
final class ReferenceMocoMcl {

  final double[][][] q; // [N][b][D]
  final double[][][] k; // [N][b][D]
  final double[][][] queue; // [N][K][D]
  final double tau;
  final double soft;

  ReferenceMocoMcl(long seed, int n, int b, int size, int dim, double tau, double soft) {
    Random random = new Random(seed);
    q = directions(random, n, b, dim);
    k = directions(random, n, b, dim);
    queue = directions(random, n, size, dim);
    this.tau = tau;
    this.soft = soft;
  }

  private static double[][][] directions(Random random, int n, int rows, int dim) {
    double[][][] all = new double[n][rows][dim];
    for (double[][] peer : all) {
      for (double[] row : peer) {
        double norm = 0;
        for (int i = 0; i < dim; i++) {
          row[i] = random.nextGaussian();
          norm += row[i] * row[i];
        }
        for (int i = 0; i < dim; i++) {
          row[i] /= Math.sqrt(norm);
        }
      }
    }
    return all;
  }

  /** VCL, softVCL, ICL, softICL with the teachers computed from {@code teacher}'s queries. */
  double[] terms(ReferenceMocoMcl teacher) {
    double[] terms = new double[4];
    int n = q.length;
    int b = q[0].length;
    for (int r = 0; r < b; r++) {
      for (int x = 0; x < n; x++) {
        for (int y = 0; y < n; y++) {
          double ce = crossEntropy(logits(x, y, r)) / b;
          terms[x == y ? 0 : 2] += ce;
          if (x != y) {
            terms[1] += kl(logits(x, x, r), teacher.logits(y, y, r)) / b;
            terms[3] += kl(logits(x, y, r), teacher.logits(y, x, r)) / b;
          }
        }
      }
    }
    return terms;
  }

  private double[] logits(int a, int b, int row) {
    double[] logits = new double[1 + queue[b].length];
    logits[0] = dot(q[a][row], k[b][row]) / tau;
    for (int m = 0; m < queue[b].length; m++) {
      logits[m + 1] = dot(q[a][row], queue[b][m]) / tau;
    }
    return logits;
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  private static double logSumExp(double[] x, double temperature) {
    double sum = 0;
    for (double value : x) {
      sum += Math.exp(value / temperature);
    }
    return Math.log(sum);
  }

  private static double crossEntropy(double[] logits) {
    return logSumExp(logits, 1) - logits[0];
  }

  private double kl(double[] student, double[] teacher) {
    double studentNorm = logSumExp(student, soft);
    double teacherNorm = logSumExp(teacher, soft);
    double sum = 0;
    for (int m = 0; m < student.length; m++) {
      double logP = teacher[m] / soft - teacherNorm;
      sum += Math.exp(logP) * (logP - (student[m] / soft - studentNorm));
    }
    return soft * soft * sum;
  }
}
