package mclspark.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryBankMclLossTest {

  private static final long SEED = 20220224;
  private static final int PICTURES = 30;
  private static final int DIM = 5;
  private static final MclWeights WEIGHTS = new MclWeights(0.1, 1.3, 0.2, 0.7);

  @ParameterizedTest
  @CsvSource({
    "1, 3, 1, 4, 0.1, 3",
    "2, 4, 1, 17, 0.1, 3",
    "3, 2, 3, 10, 0.07, 1",
    "4, 5, 2, 40, 0.2, 2.5"
  })
  void agreesWithDoublePrecision(
      int n, int batch, int positives, int negatives, double tau, double soft) {
    Random random = new Random(SEED);
    double[][][] z = ReferenceMcl.random(random, n, batch, DIM, true);
    double[][][] fixed = Differences.copy(z);
    double[][][] entries = ReferenceMcl.random(random, n, PICTURES, DIM, false);
    int[][] rows = rows(random, batch, 1 + positives + negatives);
    ReferenceMcl reference = new ReferenceMcl(tau, soft);
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(1);
      MemoryBank bank = bank(engine, entries);
      MclSettings settings = new MclSettings(tau, soft, WEIGHTS);
      MclResult result =
          new MemoryBankMclLoss(engine, settings, positives, negatives, batch + 1)
              .compute(bank, Differences.tensor(engine, z), flat(rows));
      Differences.assertTerms(reference.bank(z, fixed, entries, rows, positives), result.terms());
      Differences.assertGradient(
          moved ->
              ReferenceMcl.weigh(reference.bank(moved, fixed, entries, rows, positives), WEIGHTS),
          z,
          result.gradient());
    }
  }

  /** Rows are worked on in pieces, here of three, three and one. */
  @Test
  void piecesGiveTheSameAsRowsAlone() {
    int batch = 7;
    int length = 2600; // three rows a piece
    Random random = new Random(SEED);
    double[][][] z = ReferenceMcl.random(random, 2, batch, 128, true);
    double[][][] entries = ReferenceMcl.random(random, 2, PICTURES, 128, true);
    int[][] rows = rows(random, batch, length);
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(1);
      MemoryBank bank = bank(engine, entries);
      MemoryBankMclLoss loss =
          new MemoryBankMclLoss(engine, new MclSettings(0.1, 3, WEIGHTS), 1, length - 2, batch);
      MclResult whole = loss.compute(bank, Differences.tensor(engine, z), flat(rows));
      float[] gradient = whole.gradient().toFloats();
      double[] sums = new double[4];
      double largest = 0;
      for (float value : gradient) {
        largest = Math.max(largest, Math.abs(value));
      }
      for (int r = 0; r < batch; r++) {
        double[][][] row = {{z[0][r]}, {z[1][r]}};
        long[] indices = flat(new int[][] {rows[r]});
        MclResult alone = loss.compute(bank, Differences.tensor(engine, row), indices);
        float[] own = alone.gradient().toFloats();
        for (int net = 0; net < 2; net++) {
          for (int i = 0; i < 128; i++) {
            float actual = gradient[(net * batch + r) * 128 + i];
            assertEquals(own[net * 128 + i] / batch, actual, 2e-4 * largest);
          }
        }
        double[] terms = alone.terms().toArray();
        Arrays.setAll(sums, term -> sums[term] + terms[term] / batch);
      }
      Differences.assertTerms(sums, whole.terms());
    }
  }

  @Test
  void refusesIndicesOutsideTheBankAndRowsThatAreTooShort() {
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(1);
      MemoryBank bank = new MemoryBank(engine, 1, PICTURES, DIM, 0.5);
      Tensor z = engine.floats(new float[DIM], 1, 1, DIM);
      MclSettings settings = new MclSettings(0.1, 3, WEIGHTS);
      MemoryBankMclLoss loss = new MemoryBankMclLoss(engine, settings, 1, 1, 1);
      IllegalArgumentException outside =
          assertThrows(
              IllegalArgumentException.class,
              () -> loss.compute(bank, z, new long[] {0, 1, PICTURES}));
      assertTrue(outside.getMessage().contains("30"), outside.getMessage());
      assertThrows(IllegalArgumentException.class, () -> loss.compute(bank, z, new long[] {0}));
      assertThrows(
          IllegalArgumentException.class, () -> new MemoryBankMclLoss(engine, settings, 0, 1, 1));
    }
  }

  private static MemoryBank bank(TorchEngine engine, double[][][] entries) {
    MemoryBank bank =
        new MemoryBank(engine, entries.length, entries[0].length, entries[0][0].length, 0.5);
    bank.load(MemoryBankTest.state(Differences.tensor(engine, entries)));
    return bank;
  }

  private static int[][] rows(Random random, int batch, int length) {
    int[][] rows = new int[batch][length];
    for (int[] row : rows) {
      Arrays.setAll(row, t -> random.nextInt(PICTURES));
    }
    return rows;
  }

  private static long[] flat(int[][] rows) {
    return Arrays.stream(rows).flatMapToInt(Arrays::stream).asLongStream().toArray();
  }
}
