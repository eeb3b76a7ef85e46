package mclspark.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.ToDoubleFunction;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/** Compares gradients with central differences of a double-precision reference. */
final class Differences {

  private static final double STEP = 1e-5;

  private Differences() {}

  /** Every entry of the gradient by {@code at}, relative to the largest. */
  static void assertGradient(
      ToDoubleFunction<double[][][]> reference, double[][][] at, Tensor gradient) {
    float[] actual = gradient.toFloats();
    double largest = 1e-3;
    for (float value : actual) {
      largest = Math.max(largest, Math.abs(value));
    }
    int next = 0;
    for (double[][] peer : at) {
      for (double[] row : peer) {
        for (int i = 0; i < row.length; i++) {
          double value = row[i];
          row[i] = value + STEP;
          double high = reference.applyAsDouble(at);
          row[i] = value - STEP;
          double low = reference.applyAsDouble(at);
          row[i] = value;
          double expected = (high - low) / (2 * STEP);
          assertEquals(expected, actual[next], 1e-4 * largest, "gradient entry " + next);
          next++;
        }
      }
    }
  }

  static void assertTerms(double[] expected, MclTerms actual) {
    double[] values = actual.toArray();
    for (int term = 0; term < 4; term++) {
      double allowed = 2e-5 * Math.max(1, Math.abs(expected[term]));
      assertEquals(expected[term], values[term], allowed, "term " + term);
    }
  }

  static double[][][] copy(double[][][] values) {
    double[][][] copy = new double[values.length][values[0].length][];
    for (int a = 0; a < values.length; a++) {
      for (int r = 0; r < values[a].length; r++) {
        copy[a][r] = values[a][r].clone();
      }
    }
    return copy;
  }

  static Tensor tensor(TorchEngine engine, double[][][] values) {
    int rows = values[0].length;
    int dim = values[0][0].length;
    float[] flat = new float[values.length * rows * dim];
    int next = 0;
    for (double[][] peer : values) {
      for (double[] row : peer) {
        for (double value : row) {
          flat[next++] = (float) value;
        }
      }
    }
    return engine.floats(flat, values.length, rows, dim);
  }
}
