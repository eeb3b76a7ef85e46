package mclspark.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import mclspark.tensor.Scope;
import mclspark.tensor.TorchEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InBatchMclLossTest {

  private static final long SEED = 20220223;
  private static final MclWeights WEIGHTS = new MclWeights(0.1, 1.3, 0.2, 0.7);

  @ParameterizedTest
  @CsvSource({
    "1, 0 0 1 1, 0.1, 3",
    "2, 0 0 1 1 2 2 3 3, 0.1, 3",
    "3, 5 5 5 7 7 7, 0.5, 1",
    "4, 0 1 0 2 2 2 9, 0.1, 2.5", // rows without positives: 1 and 9
    "2, 0 1 2, 0.1, 3", // no row has positives
    "3, 0, 0.1, 3" // one row: no contrast at all
  })
  void agreesWithDoublePrecision(int n, String classes, double tau, double soft) {
    long[] labels = labels(classes);
    double[][][] z = ReferenceMcl.random(new Random(SEED), n, labels.length, 5, true);
    double[][][] fixed = Differences.copy(z);
    ReferenceMcl reference = new ReferenceMcl(tau, soft);
    try (Scope scope = Scope.open()) {
      MclResult result = compute(z, labels, new MclSettings(tau, soft, WEIGHTS));
      Differences.assertTerms(reference.inBatch(z, fixed, labels), result.terms());
      Differences.assertGradient(
          moved -> ReferenceMcl.weigh(reference.inBatch(moved, fixed, labels), WEIGHTS),
          z,
          result.gradient());
    }
  }

  /** Logits of hundreds, whose exponentials are no float32. */
  @Test
  void isStableAtASmallTemperature() {
    long[] labels = labels("0 0 1 1");
    double[][][] z = ReferenceMcl.random(new Random(SEED), 2, 4, 5, true);
    try (Scope scope = Scope.open()) {
      MclResult result = compute(z, labels, new MclSettings(0.002, 3, WEIGHTS));
      double[] expected = new ReferenceMcl(0.002, 3).inBatch(z, z, labels);
      Differences.assertTerms(expected, result.terms());
    }
  }

  @Test
  void anchorsWithoutPositivesAreLeftOutOfTheMean() {
    MclSettings settings = new MclSettings(0.1, 3, new MclWeights(1, 0, 0, 0));
    double[][][] z = ReferenceMcl.random(new Random(SEED), 1, 3, 5, true);
    z[0][1] = z[0][0].clone();
    z[0][2] = z[0][0].clone();
    try (Scope scope = Scope.open()) {
      // Both anchors see two equal columns, one of them the positive.
      double vcl = compute(z, labels("4 4 6"), settings).terms().vcl();
      assertEquals(Math.log(2), vcl, 1e-5);
    }
  }

  @Test
  void orderOfTheRowsDoesNotMatter() {
    double[][][] z = ReferenceMcl.random(new Random(SEED), 2, 4, 5, true);
    double[][][] turned = new double[2][4][];
    for (int a = 0; a < 2; a++) {
      for (int r = 0; r < 4; r++) {
        turned[a][3 - r] = z[a][r];
      }
    }
    MclSettings settings = new MclSettings(0.1, 3, WEIGHTS);
    try (Scope scope = Scope.open()) {
      MclTerms one = compute(z, labels("0 0 1 2"), settings).terms();
      MclTerms other = compute(turned, labels("2 1 0 0"), settings).terms();
      assertArrayEquals(one.toArray(), other.toArray(), 1e-5);
    }
  }

  @Test
  void refusesLabelsOfAnotherBatchAndSenselessSettings() {
    double[][][] z = ReferenceMcl.random(new Random(SEED), 2, 4, 5, true);
    MclSettings settings = new MclSettings(0.1, 3, WEIGHTS);
    try (Scope scope = Scope.open()) {
      assertThrows(IllegalArgumentException.class, () -> compute(z, labels("0 0 1"), settings));
    }
    assertThrows(IllegalArgumentException.class, () -> new MclSettings(0, 3, WEIGHTS));
    assertThrows(IllegalArgumentException.class, () -> new MclWeights(0, 0, -0.1, 0));
    assertThrows(IllegalArgumentException.class, () -> new MclWeights(0, Double.NaN, 0, 0));
  }

  private static MclResult compute(double[][][] z, long[] labels, MclSettings settings) {
    TorchEngine engine = TorchEngine.cpu(1);
    return new InBatchMclLoss(engine, settings).compute(Differences.tensor(engine, z), labels);
  }

  private static long[] labels(String text) {
    return Arrays.stream(text.split(" ")).mapToLong(Long::parseLong).toArray();
  }
}
