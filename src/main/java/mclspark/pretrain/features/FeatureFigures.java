package mclspark.pretrain.features;

import java.util.Arrays;
import java.util.stream.IntStream;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.tensor.FeatureOps;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * Figures of one encoder's features of training pictures, L2-normalised and before the projection.
 *
 * @param spectrum of the features as they are, not centred
 * @param plane their two longest axes
 * @param uniformity log of the mean of exp(-2 |x - y|^2) over pairs of at most 1 024 features
 *     spaced evenly (Wang and Isola 2020): 0 if all are alike, the lower the better spread
 * @param classAlignment mean |x - y|^2 over pairs of pictures of one class
 */
public record FeatureFigures(
    Spectrum spectrum, PrincipalPlane plane, double uniformity, double classAlignment) {

  private static final int UNIFORMITY_ROWS = 1024;
  private static final double UNIFORMITY_T = 2;

  /** Bounds the memory of the moments. */
  private static final int PIECE_ROWS = 2048;

  private static final int SUBSPACE = 8;
  private static final int ROUNDS = 30;

  /**
   * Measures features; the order of all sums is that of the rows. Where one is not finite, all
   * figures are NaN.
   *
   * @param rows float32 [n][d], each of norm 1; n >= 2 and d >= 2
   * @param labels from 0
   */
  public static FeatureFigures of(TorchEngine engine, float[][] rows, int[] labels) {
    int width = rows[0].length;
    double[] centre = centre(rows);
    if (!Arrays.stream(centre).allMatch(Double::isFinite)) {
      return notFinite(width);
    }
    int classes = Arrays.stream(labels).max().orElse(0) + 1;
    try (Scope scope = Scope.open()) {
      Tensor[] moments = moments(engine, rows); // [d, d] and [d]
      Tensor start = start(engine, width); // [d, k]
      double[] axes = FeatureOps.plane(moments[0], moments[1], rows.length, start, ROUNDS);
      return new FeatureFigures(
          Spectrum.of(FeatureOps.eigenvalues(moments[0]), rows.length),
          new PrincipalPlane(
              centre,
              Arrays.copyOfRange(axes, width, 2 * width),
              Arrays.copyOfRange(axes, 0, width)),
          FeatureOps.uniformity(spaced(engine, rows), UNIFORMITY_T),
          ClassAlignment.of(rows, labels, classes));
    }
  }

  private static FeatureFigures notFinite(int width) {
    double[] none = new double[width];
    Arrays.fill(none, Double.NaN);
    PrincipalPlane plane = new PrincipalPlane(none, none, none);
    return new FeatureFigures(new Spectrum(none), plane, Double.NaN, Double.NaN);
  }

  private static Tensor[] moments(TorchEngine engine, float[][] rows) {
    Tensor[] all = FeatureOps.moments(piece(engine, rows, 0));
    for (int from = PIECE_ROWS; from < rows.length; from += PIECE_ROWS) {
      try (Scope scope = Scope.open()) {
        Tensor[] own = FeatureOps.moments(piece(engine, rows, from));
        Ops.addInPlace(all[0], own[0]);
        Ops.addInPlace(all[1], own[1]);
      }
    }
    return all;
  }

  private static Tensor piece(TorchEngine engine, float[][] rows, int from) {
    return flat(engine, rows, IntStream.range(from, Math.min(rows.length, from + PIECE_ROWS)));
  }

  /** At most 1 024 rows, evenly spaced. */
  private static Tensor spaced(TorchEngine engine, float[][] rows) {
    int count = Math.min(rows.length, UNIFORMITY_ROWS);
    IntStream some = IntStream.range(0, count).map(i -> (int) ((long) i * rows.length / count));
    return flat(engine, rows, some);
  }

  private static Tensor flat(TorchEngine engine, float[][] rows, IntStream some) {
    int[] chosen = some.toArray();
    int width = rows[0].length;
    float[] flat = new float[chosen.length * width];
    for (int i = 0; i < chosen.length; i++) {
      System.arraycopy(rows[chosen[i]], 0, flat, i * width, width);
    }
    return engine.floats(flat, chosen.length, width);
  }

  private static Tensor start(TorchEngine engine, int width) {
    int columns = Math.min(SUBSPACE, width);
    CounterRandom random = CounterRandom.of(0, 0, 0, Purpose.EXAMPLES);
    float[] values = new float[width * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return engine.floats(values, width, columns);
  }

  private static double[] centre(float[][] rows) {
    double[] centre = new double[rows[0].length];
    for (float[] row : rows) {
      for (int d = 0; d < centre.length; d++) {
        centre[d] += row[d] / (double) rows.length;
      }
    }
    return centre;
  }
}
