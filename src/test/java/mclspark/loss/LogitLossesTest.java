package mclspark.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import mclspark.UserError;
import mclspark.tensor.Scope;
import mclspark.tensor.TorchEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogitLossesTest {

  private static final long SEED = 20220225;
  private static final int CLASSES = 4;

  @ParameterizedTest
  @CsvSource({
    "1, NONE, 1",
    "1, DETACHED_TEACHER, 1",
    "2, NONE, 2",
    "2, DETACHED_TEACHER, 0",
    "2, ATTACHED_TEACHER, 1",
    "3, DETACHED_TEACHER, 2",
    "4, DETACHED_TEACHER, 3",
    "4, ATTACHED_TEACHER, 3"
  })
  void agreesWithDoublePrecision(int n, Distillation rule, int firstTaught) {
    long[] labels = {3, 0, 1, 1, 2};
    double soft = 2.5;
    double[][][] x = ReferenceMcl.random(new Random(SEED), n, labels.length, CLASSES, false);
    double[][][] fixed = Differences.copy(x);
    int first = rule == Distillation.NONE ? n : firstTaught;
    try (Scope scope = Scope.open()) {
      LogitResult result = compute(x, labels, soft, rule);
      assertEquals(crossEntropy(x, labels), result.cls(), 1e-5);
      assertEquals(distillation(x, x, first, soft), result.kd(), 1e-5);
      boolean attached = rule == Distillation.ATTACHED_TEACHER;
      Differences.assertGradient(
          moved ->
              crossEntropy(moved, labels)
                  + distillation(moved, attached ? moved : fixed, first, soft),
          x,
          result.gradient());
    }
  }

  @Test
  void countsHitsOfEveryNetAndOfTheMean() {
    double[][][] x = {
      {{9, 0, 0}, {0, 1, 0}, {0, 2, 0}}, // right, right, wrong
      {{0, 1, 0}, {0, 0, 2}, {0, 0, 3}} // wrong, wrong, right; the mean: right, wrong, right
    };
    try (Scope scope = Scope.open()) {
      LogitResult result = compute(x, new long[] {0, 1, 2}, 3, Distillation.NONE);
      assertEquals(List.of(2, 1), result.correct());
      assertEquals(2, result.ensembleCorrect());
    }
  }

  @Test
  void isStableForLargeLogits() {
    double[][][] x = {{{5000, -5000, 0}}};
    try (Scope scope = Scope.open()) {
      LogitResult result = compute(x, new long[] {1}, 3, Distillation.NONE);
      assertEquals(10_000, result.cls(), 0.1);
    }
  }

  @Test
  void aLabelOutsideTheRangeIsNamed() {
    double[][][] x = {{{1, 2, 3}, {1, 2, 3}}};
    try (Scope scope = Scope.open()) {
      for (long label : new long[] {3, -1}) {
        UserError error =
            assertThrows(
                UserError.class, () -> compute(x, new long[] {2, label}, 3, Distillation.NONE));
        assertEquals(
            "Row 1 of a batch has label "
                + label
                + ", but the networks tell 3 classes apart (0 to 2); check the number of classes"
                + " and the data.",
            error.getMessage());
      }
      assertThrows(
          IllegalArgumentException.class, () -> compute(x, new long[] {2}, 3, Distillation.NONE));
      assertThrows(
          IllegalArgumentException.class,
          () -> compute(x, new long[] {2, 2}, 0, Distillation.NONE));
    }
  }

  private static LogitResult compute(
      double[][][] x, long[] labels, double soft, Distillation rule) {
    TorchEngine engine = TorchEngine.cpu(1);
    return new LogitLosses(engine, soft, rule).compute(Differences.tensor(engine, x), labels);
  }

  private static double crossEntropy(double[][][] x, long[] labels) {
    double sum = 0;
    for (double[][] net : x) {
      for (int r = 0; r < labels.length; r++) {
        sum += ReferenceMcl.logSumExp(net[r], 1) - net[r][(int) labels[r]];
      }
    }
    return sum / labels.length;
  }

  private static double distillation(double[][][] x, double[][][] teacher, int first, double soft) {
    double sum = 0;
    int rows = x[0].length;
    for (int net = first; net < x.length; net++) {
      for (int r = 0; r < rows; r++) {
        double[] mean = new double[x[net][r].length];
        for (double[][] other : teacher) {
          for (int c = 0; c < mean.length; c++) {
            mean[c] += other[r][c] / teacher.length;
          }
        }
        sum += ReferenceMcl.kl(x[net][r], mean, soft) / rows;
      }
    }
    return sum;
  }
}
