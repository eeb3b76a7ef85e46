package mclspark.pretrain.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import mclspark.tensor.TorchEngine;
import org.junit.jupiter.api.Test;

/** Known matrices, and the definitions in plain loops in double precision. */
final class FeatureFiguresTest {

  private final TorchEngine engine = TorchEngine.cpu(1);

  private static float[][] random(int rows, int width) {
    SplittableRandom random = new SplittableRandom(3);
    float[][] all = new float[rows][width];
    for (float[] row : all) {
      double square = 0;
      for (int d = 0; d < width; d++) {
        row[d] = (float) (random.nextDouble() - 0.3);
        square += (double) row[d] * row[d];
      }
      for (int d = 0; d < width; d++) {
        row[d] /= (float) Math.sqrt(square);
      }
    }
    return all;
  }

  private static double square(float[] x, float[] y) {
    double sum = 0;
    for (int d = 0; d < x.length; d++) {
      sum += Math.pow((double) x[d] - y[d], 2);
    }
    return sum;
  }

  /** Every unit vector equally often: all singular values are equal. */
  @Test
  void featuresInAllDirectionsHaveFullRank() {
    float[][] rows = new float[24][8];
    for (int row = 0; row < rows.length; row++) {
      rows[row][row % 8] = 1;
    }
    FeatureFigures figures = FeatureFigures.of(engine, rows, new int[24]);
    assertEquals(8, figures.spectrum().rankMe(), 1e-4);
    assertArrayEquals(new double[] {Math.sqrt(3), Math.sqrt(3)}, first(figures, 2), 1e-12);
  }

  @Test
  void featuresThatAreAllAlikeHaveRankOne() {
    float[][] rows = new float[24][8];
    Arrays.setAll(rows, row -> new float[] {0.6f, 0, 0.8f, 0, 0, 0, 0, 0});
    FeatureFigures figures = FeatureFigures.of(engine, rows, new int[24]);
    assertEquals(1, figures.spectrum().rankMe(), 1e-4);
    assertEquals(0, figures.uniformity(), 1e-6);
    assertEquals(0, figures.classAlignment(), 1e-6);
  }

  /** Jacobi's rotations on X^T X, the definition's sums, and more rows than one piece has. */
  @Test
  void rankAndSpectrumEqualAReference() {
    float[][] rows = random(5000, 6);
    double[] values = jacobi(rows);
    double sum = Arrays.stream(values).sum();
    double entropy = 0;
    for (double value : values) {
      double p = value / sum + 1e-7;
      entropy -= p * Math.log(p);
    }
    FeatureFigures figures = FeatureFigures.of(engine, rows, new int[5000]);
    assertArrayEquals(values, figures.spectrum().values(), 1e-9);
    assertEquals(Math.exp(entropy), figures.spectrum().rankMe(), 1e-9);
  }

  /** Singular values of a matrix, falling. */
  private static double[] jacobi(float[][] rows) {
    int n = rows[0].length;
    double[][] a = new double[n][n];
    for (float[] row : rows) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          a[i][j] += (double) row[i] * row[j];
        }
      }
    }
    for (int turn = 0; turn < 50 * n * n; turn++) {
      int p = turn % n;
      int q = turn / n % n;
      if (p < q && a[p][q] != 0) {
        rotate(a, p, q, 0.5 * Math.atan2(2 * a[p][q], a[q][q] - a[p][p]));
      }
    }
    double[] values = new double[n];
    Arrays.setAll(values, i -> -Math.sqrt(a[i][i]));
    Arrays.sort(values);
    return Arrays.stream(values).map(value -> -value).toArray();
  }

  private static void rotate(double[][] a, int p, int q, double angle) {
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    for (double[] row : a) {
      double x = row[p];
      row[p] = c * x - s * row[q];
      row[q] = s * x + c * row[q];
    }
    for (int i = 0; i < a.length; i++) {
      double x = a[p][i];
      a[p][i] = c * x - s * a[q][i];
      a[q][i] = s * x + c * a[q][i];
    }
  }

  @Test
  void fewPicturesHaveAsManySingularValues() {
    FeatureFigures figures = FeatureFigures.of(engine, random(5, 12), new int[5]);
    assertEquals(5, figures.spectrum().values().length);
    assertTrue(figures.spectrum().rankMe() <= 5.0001);
  }

  /** 2 048 rows, of which every second one is taken. */
  @Test
  void uniformityAndAlignmentEqualPlainLoops() {
    float[][] rows = random(2048, 7);
    int[] labels = new int[2048];
    Arrays.setAll(labels, row -> row * row % 11);
    double potentials = 0;
    double distances = 0;
    long pairs = 0;
    for (int i = 0; i < 2048; i++) {
      for (int j = 0; j < i; j++) {
        double square = square(rows[i], rows[j]);
        potentials += i % 2 + j % 2 == 0 ? Math.exp(-2 * square) : 0;
        distances += labels[i] == labels[j] ? square : 0;
        pairs += labels[i] == labels[j] ? 1 : 0;
      }
    }
    FeatureFigures figures = FeatureFigures.of(engine, rows, labels);
    assertEquals(Math.log(potentials / (1024 * 1023 / 2)), figures.uniformity(), 1e-6);
    assertEquals(distances / pairs, figures.classAlignment(), 1e-9);
  }

  @Test
  void oneOfEachClassHasNoAlignment() {
    int[] labels = {0, 1, 2};
    assertTrue(Double.isNaN(FeatureFigures.of(engine, random(3, 4), labels).classAlignment()));
  }

  /** A cloud that is 3 long in one direction, 1 in another, 0.1 in a third. */
  @Test
  void theMapHasTheLongestAxesWithFixedSigns() {
    double[] longest = {0, -0.6, 0, -0.8, 0};
    double[] second = {0, 0.8, 0, -0.6, 0};
    float[][] rows = new float[400][5];
    SplittableRandom random = new SplittableRandom(5);
    double[][] places = new double[400][2];
    for (int row = 0; row < 400; row++) {
      places[row] = new double[] {6 * random.nextDouble() - 3, 2 * random.nextDouble() - 1};
      for (int d = 0; d < 5; d++) {
        rows[row][d] = (float) (7 + places[row][0] * longest[d] + places[row][1] * second[d]);
      }
      rows[row][2] += (float) (0.1 * random.nextDouble());
    }
    PrincipalPlane plane = FeatureFigures.of(engine, rows, new int[400]).plane();
    assertEquals(0.8, plane.first()[3], 0.02);
    assertEquals(0.6, plane.first()[1], 0.02);
    assertEquals(0.8, plane.second()[1], 0.02);
    double centre = Arrays.stream(places).mapToDouble(place -> place[0]).average().orElseThrow();
    for (int row = 0; row < 400; row++) {
      assertEquals(centre - places[row][0], plane.x(rows[row]), 0.1);
    }
    assertArrayEquals(plane.numbers(), PrincipalPlane.of(plane.numbers()).numbers());
  }

  @Test
  void featuresThatAreNoNumbersHaveNoFigures() {
    float[][] rows = random(4, 3);
    rows[2][1] = Float.NaN;
    FeatureFigures figures = FeatureFigures.of(engine, rows, new int[4]);
    assertTrue(Double.isNaN(figures.spectrum().rankMe()));
    assertTrue(Double.isNaN(figures.uniformity()));
  }

  @Test
  void placesOfASpectrumGrowByEqualFactors() {
    assertArrayEquals(new int[] {1, 4, 16}, new Spectrum(new double[16]).places(3));
    assertArrayEquals(new int[] {1, 2, 3}, new Spectrum(new double[3]).places(64));
    assertArrayEquals(new int[] {1}, new Spectrum(1).places(64));
    int[] places = new Spectrum(new double[2048]).places(64);
    assertEquals(2048, places[places.length - 1]);
    assertTrue(places.length > 50, places.length + " places");
  }

  private static double[] first(FeatureFigures figures, int count) {
    return Arrays.copyOf(figures.spectrum().values(), count);
  }
}
