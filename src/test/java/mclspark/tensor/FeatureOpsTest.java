package mclspark.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Against the same sums in plain loops, in double precision. */
final class FeatureOpsTest {

  private static final float[] ROWS = {0.6f, 0.8f, 0, 0, 0.6f, 0.8f, 1, 0, 0, 0.8f, 0, -0.6f};

  private final TorchEngine engine = TorchEngine.cpu(1);

  @Test
  void momentsAreSumsOfProducts() {
    try (Scope scope = Scope.open()) {
      Tensor[] moments = FeatureOps.moments(engine.floats(ROWS, 4, 3));
      double[] second = new double[9];
      double[] first = new double[3];
      for (int row = 0; row < 4; row++) {
        for (int i = 0; i < 3; i++) {
          first[i] += ROWS[3 * row + i];
          for (int j = 0; j < 3; j++) {
            second[3 * i + j] += (double) ROWS[3 * row + i] * ROWS[3 * row + j];
          }
        }
      }
      assertArrayEquals(second, moments[0].toDoubles(), 1e-15);
      assertArrayEquals(first, moments[1].toDoubles(), 1e-15);
    }
  }

  @Test
  void eigenvaluesRise() {
    try (Scope scope = Scope.open()) {
      Tensor[] moments = FeatureOps.moments(engine.floats(new float[] {0, 2, 1, 0, 0, 0}, 3, 2));
      assertArrayEquals(new double[] {1, 4}, FeatureOps.eigenvalues(moments[0]), 1e-12);
    }
  }

  /** A flat cloud far from the origin: its longest axis is (3, 4, 0) / 5, its second (0, 0, 1). */
  @Test
  void thePlaneHasTheLongestAxesAroundTheMean() {
    try (Scope scope = Scope.open()) {
      float[] cloud = {8, 4, 7, 2, -4, 7, 5, 0, 8, 5, 0, 6};
      Tensor[] moments = FeatureOps.moments(engine.floats(cloud, 4, 3));
      Tensor start = engine.floats(new float[] {1, 0, 0, 1, 1, 1}, 3, 2);
      double[] axes = FeatureOps.plane(moments[0], moments[1], 4, start, 30);
      assertEquals(1, Math.abs(axes[2]), 1e-9);
      assertEquals(0.6, Math.abs(axes[3]), 1e-9);
      assertEquals(0.48, axes[3] * axes[4], 1e-9);
      assertEquals(0, axes[5], 1e-9);
    }
  }

  @Test
  void meansOfPairsAreThoseOfProductsAndOfTheFirst() {
    try (Scope scope = Scope.open()) {
      Tensor x = engine.floats(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 2, 2);
      Tensor y = engine.floats(new float[] {1, 0, 0, 1, 2, 0, 0, 2}, 2, 2, 2);
      double[] means = FeatureOps.pairMeans(x, y);
      assertArrayEquals(new double[] {2.5, 2, 3, 13, 6, 7}, means, 1e-12);
      assertArrayEquals(new double[] {2, 3, 6, 7}, FeatureOps.rowMeans(x), 1e-12);
    }
  }

  @Test
  void uniformityIsTheMeanOverPairs() {
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < i; j++) {
        double square = 0;
        for (int d = 0; d < 3; d++) {
          square += Math.pow((double) ROWS[3 * i + d] - ROWS[3 * j + d], 2);
        }
        sum += Math.exp(-2 * square);
      }
    }
    try (Scope scope = Scope.open()) {
      Tensor rows = engine.floats(ROWS, 4, 3);
      assertEquals(Math.log(sum / 6), FeatureOps.uniformity(rows, 2), 1e-6);
    }
  }
}
