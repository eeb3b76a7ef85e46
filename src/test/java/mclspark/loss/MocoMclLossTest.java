package mclspark.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MocoMclLossTest {

  private static final long SEED = 20220222;

  @ParameterizedTest
  @CsvSource({
    "1, 4, 37, 8, 0.07, 3",
    "2, 4, 37, 8, 0.07, 3",
    "3, 5, 1000, 16, 0.2, 3",
    "2, 1, 1, 4, 0.1, 1",
    "4, 64, 300, 8, 0.07, 2.5",
    "2, 3, 70000, 4, 0.015, 3"
  })
  void agreesWithDoublePrecision(int n, int b, int size, int dim, double tau, double soft) {
    ReferenceMocoMcl reference = new ReferenceMocoMcl(SEED, n, b, size, dim, tau, soft);
    double[] expected = reference.terms(reference);
    try (Scope scope = Scope.open()) {
      MocoMclLoss.Result result = compute(reference);
      MocoLosses actual = result.losses();
      double tolerance = 2e-5;
      assertClose("VCL", expected[0], actual.vcl(), tolerance);
      assertClose("softVCL", expected[1], actual.softVcl(), tolerance);
      assertClose("ICL", expected[2], actual.icl(), tolerance);
      assertClose("softICL", expected[3], actual.softIcl(), tolerance);
      assertGradient(reference, result.gradients());
    }
  }

  /** Central differences of the double reference; teachers stay at the unmoved queries. */
  private static void assertGradient(ReferenceMocoMcl reference, Tensor gradients) {
    int n = reference.q.length;
    int b = reference.q[0].length;
    int dim = reference.q[0][0].length;
    float[] actual = gradients.toFloats();
    double largest = 0;
    for (float value : actual) {
      largest = Math.max(largest, Math.abs(value));
    }
    ReferenceMocoMcl moved =
        new ReferenceMocoMcl(
            SEED, n, b, reference.queue[0].length, dim, reference.tau, reference.soft);
    double step = 1e-5;
    for (int probe = 0; probe < 5; probe++) {
      int peer = probe % n;
      int row = (probe * 7) % b;
      int i = (probe * 3) % dim;
      double at = reference.q[peer][row][i];
      moved.q[peer][row][i] = at + step;
      double high = sum(moved.terms(reference));
      moved.q[peer][row][i] = at - step;
      double low = sum(moved.terms(reference));
      moved.q[peer][row][i] = at;
      double expected = (high - low) / (2 * step);
      assertEquals(
          expected, actual[(peer * b + row) * dim + i], 2e-4 * largest, "gradient, seed " + SEED);
    }
  }

  /** A GPU takes larger pieces of the queue than a CPU: that only rounds otherwise. */
  @ParameterizedTest
  @CsvSource({"1, 8", "2, 8", "3, 5"})
  void thePieceOfTheQueueIsNoPartOfTheResult(int n, int b) {
    ReferenceMocoMcl reference = new ReferenceMocoMcl(SEED, n, b, 5000, 16, 0.07, 3);
    try (Scope scope = Scope.open()) {
      MocoMclLoss.Result whole = compute(reference, 1 << 24);
      for (int piece : new int[] {1, 1 << 13, 1 << 18}) {
        MocoMclLoss.Result cut = compute(reference, piece);
        double tolerance = 2e-6;
        assertClose("VCL", whole.losses().vcl(), cut.losses().vcl(), tolerance);
        assertClose("softVCL", whole.losses().softVcl(), cut.losses().softVcl(), tolerance);
        assertClose("ICL", whole.losses().icl(), cut.losses().icl(), tolerance);
        assertClose("softICL", whole.losses().softIcl(), cut.losses().softIcl(), tolerance);
        assertEquals(whole.losses().top1(), cut.losses().top1());
        assertEquals(whole.losses().top5(), cut.losses().top5());
        float[] expected = whole.gradients().toFloats();
        float[] actual = cut.gradients().toFloats();
        for (int i = 0; i < expected.length; i++) {
          assertClose("gradient " + i, expected[i], actual[i], tolerance);
        }
      }
    }
  }

  @Test
  void countsRetrievals() {
    ReferenceMocoMcl reference = new ReferenceMocoMcl(SEED, 1, 3, 50, 4, 0.07, 3);
    reference.k[0][0] = reference.q[0][0].clone(); // nothing beats the row itself
    for (int i = 0; i < 4; i++) {
      reference.k[0][1][i] = -reference.q[0][1][i]; // everything does
      reference.k[0][2][i] = reference.q[0][2][i] * 2;
    }
    try (Scope scope = Scope.open()) {
      MocoLosses losses = compute(reference).losses();
      assertEquals(2.0 / 3, losses.top1(), 1e-9);
      assertEquals(2.0 / 3, losses.top5(), 1e-9);
    }
  }

  @Test
  void refusesATemperatureThatOverflows() {
    TorchEngine engine = TorchEngine.cpu(1);
    assertThrows(IllegalArgumentException.class, () -> new MocoMclLoss(engine, 1, 1, 1, 0.001, 3));
    assertThrows(IllegalArgumentException.class, () -> new MocoMclLoss(engine, 1, 1, 1, 0.07, 0.2));
  }

  private static MocoMclLoss.Result compute(ReferenceMocoMcl reference) {
    TorchEngine engine = TorchEngine.cpu(1);
    int n = reference.q.length;
    int b = reference.q[0].length;
    int size = reference.queue[0].length;
    return compute(
        reference, engine, new MocoMclLoss(engine, n, b, size, reference.tau, reference.soft));
  }

  private static MocoMclLoss.Result compute(ReferenceMocoMcl reference, int piece) {
    TorchEngine engine = TorchEngine.cpu(1);
    int n = reference.q.length;
    int b = reference.q[0].length;
    int size = reference.queue[0].length;
    return compute(
        reference,
        engine,
        new MocoMclLoss(engine, n, b, size, reference.tau, reference.soft, piece, true));
  }

  private static MocoMclLoss.Result compute(
      ReferenceMocoMcl reference, TorchEngine engine, MocoMclLoss loss) {
    return loss.compute(
        tensor(engine, reference.q), tensor(engine, reference.k), tensor(engine, reference.queue));
  }

  private static Tensor tensor(TorchEngine engine, double[][][] values) {
    float[] flat = new float[values.length * values[0].length * values[0][0].length];
    int next = 0;
    for (double[][] peer : values) {
      for (double[] row : peer) {
        for (double value : row) {
          flat[next++] = (float) value;
        }
      }
    }
    return engine.floats(flat, values.length, values[0].length, values[0][0].length);
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  private static void assertClose(String term, double expected, double actual, double tolerance) {
    assertEquals(expected, actual, tolerance * Math.max(1, Math.abs(expected)), term);
  }
}
