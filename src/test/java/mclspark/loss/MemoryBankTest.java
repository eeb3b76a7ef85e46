package mclspark.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import mclspark.UserError;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;
import org.junit.jupiter.api.Test;

class MemoryBankTest {

  private static final int DIM = 12;

  @Test
  void startsUniformWithNormsAboutOne() {
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(1);
      MemoryBank bank = new MemoryBank(engine, 2, 5000, DIM, 0.5); // more than one piece
      bank.initialize(3);
      float[] values = bank.entries().toFloats();
      double bound = 0.5; // 1 / sqrt(12 / 3)
      double square = 0;
      for (float value : values) {
        assertTrue(value >= -bound && value < bound);
        square += value * value;
      }
      assertEquals(1, square / 10_000, 0.01);
      float[] first = Ops.select(bank.entries(), 0).toFloats();
      assertFalse(Arrays.equals(first, Ops.select(bank.entries(), 1).toFloats()));
      bank.initialize(3);
      assertArrayEquals(values, bank.entries().toFloats());
      bank.initialize(4);
      assertFalse(Arrays.equals(values, bank.entries().toFloats()));
    }
  }

  @Test
  void anUpdateMovesAndNormalisesTheOwnEntriesOnly() {
    Random random = new Random(1);
    double[][][] old = ReferenceMcl.random(random, 2, 4, DIM, false);
    double[][][] z = ReferenceMcl.random(random, 2, 2, DIM, true);
    long[] indices = {3, 1};
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(1);
      MemoryBank bank = new MemoryBank(engine, 2, 4, DIM, 0.25);
      bank.load(state(Differences.tensor(engine, old)));
      bank.update(indices, Differences.tensor(engine, z));
      for (int net = 0; net < 2; net++) {
        for (int row = 0; row < 2; row++) {
          old[net][(int) indices[row]] = moved(old[net][(int) indices[row]], z[net][row], 0.25);
        }
      }
      float[] expected = Differences.tensor(engine, old).toFloats();
      assertArrayEquals(expected, bank.entries().toFloats(), 1e-6f);
    }
  }

  @Test
  void ofAPictureThatComesTwiceTheFirstRowCounts() {
    Random random = new Random(2);
    double[][][] z = ReferenceMcl.random(random, 2, 3, DIM, true);
    double[][][] once = {{z[0][0], z[0][2]}, {z[1][0], z[1][2]}};
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(1);
      MemoryBank twice = new MemoryBank(engine, 2, 4, DIM, 0.5);
      twice.initialize(1);
      twice.update(new long[] {2, 2, 0}, Differences.tensor(engine, z));
      MemoryBank expected = new MemoryBank(engine, 2, 4, DIM, 0.5);
      expected.initialize(1);
      expected.update(new long[] {2, 0}, Differences.tensor(engine, once));
      assertArrayEquals(expected.entries().toFloats(), twice.entries().toFloats());
    }
  }

  @Test
  void aLoadedStateIsTheSavedOne() {
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(1);
      MemoryBank bank = new MemoryBank(engine, 3, 5000, DIM, 0.5); // more than one piece
      bank.initialize(1);
      Map<String, HostTensor> state = bank.state();
      assertEquals("[memory_0, memory_1, memory_2]", state.keySet().toString());
      float[] second = Ops.select(bank.entries(), 1).toFloats();
      assertEquals(second[4999 * DIM], state.get("memory_1").data().getFloat(4999 * DIM * 4));
      MemoryBank other = new MemoryBank(engine, 3, 5000, DIM, 0.5);
      other.load(state);
      assertArrayEquals(bank.entries().toFloats(), other.entries().toFloats());
      MemoryBank larger = new MemoryBank(engine, 4, 5000, DIM, 0.5);
      assertThrows(IllegalArgumentException.class, () -> larger.load(state));
      MemoryBank longer = new MemoryBank(engine, 3, 5001, DIM, 0.5);
      assertThrows(IllegalArgumentException.class, () -> longer.load(state));
    }
  }

  @Test
  void refusesPicturesOutsideAndMomentumOfOne() {
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(1);
      MemoryBank bank = new MemoryBank(engine, 1, 4, DIM, 0.5);
      Tensor z = engine.floats(new float[DIM], 1, 1, DIM);
      assertThrows(IllegalArgumentException.class, () -> bank.update(new long[] {4}, z));
      assertThrows(IllegalArgumentException.class, () -> bank.update(new long[] {-1}, z));
      assertThrows(IllegalArgumentException.class, () -> bank.update(new long[] {1, 2}, z));
      assertThrows(IllegalArgumentException.class, () -> new MemoryBank(engine, 1, 4, DIM, 1));
    }
  }

  @Test
  void aBankLargerThanAnEntryOfACheckpointIsRefused() {
    TorchEngine engine = TorchEngine.cpu(1);
    UserError error =
        assertThrows(UserError.class, () -> new MemoryBank(engine, 2, 5_000_000, 128, 0.5));
    assertTrue(error.getMessage().contains("5000000"), error.getMessage());
  }

  /** Entries [N, n, d] as a bank's state. */
  static Map<String, HostTensor> state(Tensor entries) {
    Map<String, HostTensor> state = new LinkedHashMap<>();
    for (int net = 0; net < entries.size(0); net++) {
      state.put("memory_" + net, Ops.select(entries, net).toHost());
    }
    return state;
  }

  private static double[] moved(double[] old, double[] z, double momentum) {
    double[] moved = new double[old.length];
    double square = 0;
    for (int i = 0; i < old.length; i++) {
      moved[i] = momentum * old[i] + (1 - momentum) * z[i];
      square += moved[i] * moved[i];
    }
    for (int i = 0; i < old.length; i++) {
      moved[i] /= Math.sqrt(square);
    }
    return moved;
  }
}
