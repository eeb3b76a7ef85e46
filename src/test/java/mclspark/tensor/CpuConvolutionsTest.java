package mclspark.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both ways of a convolution, on shapes that oneDNN can plan without cache sizes, too. */
class CpuConvolutionsTest {

  private static final int BATCH = 3;
  private static final int SIDE = 5;
  private static final float TOLERANCE = 1e-4f;

  private record Results(float[] output, float[] gradients) {}

  @ParameterizedTest
  @CsvSource({
    "5, 7, 1, 1, 1, true",
    "5, 7, 1, 2, 1, true",
    "8, 4, 1, 3, 1, true",
    "5, 7, 1, 2, 1, false",
    "6, 4, 1, 1, 2, true",
    "4, 6, 3, 1, 1, true",
    "4, 6, 3, 2, 1, false"
  })
  void bothWaysGiveTheSame(
      int in, int out, int kernel, int stride, int groups, boolean channelsLast) {
    Map<String, long[]> sizes = new LinkedHashMap<>();
    sizes.put("x", new long[] {BATCH, in, SIDE, SIDE});
    sizes.put("weight", new long[] {out, in / groups, kernel, kernel});
    Results expected = run(new CpuConvolutions(true), sizes, stride, groups, channelsLast);
    Results found = run(new CpuConvolutions(false), sizes, stride, groups, channelsLast);
    assertArrayEquals(expected.output, found.output, TOLERANCE);
    assertArrayEquals(expected.gradients, found.gradients, TOLERANCE);
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void theProductLeavesItsMapsInChannelsLast(int stride) {
    Map<String, long[]> sizes = new LinkedHashMap<>();
    sizes.put("x", new long[] {BATCH, 2, SIDE, SIDE});
    sizes.put("weight", new long[] {4, 2, 1, 1});
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> leaves = parameters(sizes, true).leaves();
      Tensor maps =
          new CpuConvolutions(false).conv2d(leaves.get("x"), leaves.get("weight"), stride, 0, 1, 1);
      long pixels = maps.elements() / (BATCH * 4);
      float[] values = maps.toFloats(); // channels first
      float[] memory =
          ScriptOps.get().tensor("as_strided", maps, new long[] {4}, new long[] {1}, 0).toFloats();
      for (int channel = 0; channel < 4; channel++) {
        assertEquals(values[(int) (channel * pixels)], memory[channel]);
      }
    }
  }

  /** Shapes that oneDNN computes wrongly in bfloat16 among them. */
  @ParameterizedTest
  @CsvSource({
    "16, 32, 3, 2, 1",
    "3, 16, 3, 1, 1",
    "24, 24, 3, 2, 24",
    "12, 12, 3, 1, 4",
    "5, 7, 3, 1, 1",
    "12, 36, 7, 2, 1"
  })
  void bfloat16StaysCloseWhateverTheShape(int in, int out, int kernel, int stride, int groups) {
    TorchEngine engine = TorchEngine.cpu(1);
    assumeTrue(Autocast.problem(engine).isEmpty(), "no bfloat16 here");
    Map<String, long[]> sizes = new LinkedHashMap<>();
    sizes.put("x", new long[] {BATCH, in, SIDE, SIDE});
    sizes.put("weight", new long[] {out, in / groups, kernel, kernel});
    for (boolean channelsLast : new boolean[] {true, false}) {
      Results exact = run(CpuConvolutions.here(), sizes, stride, groups, channelsLast);
      Results low;
      try (Autocast.Mode precision = Autocast.of(engine.in(Precision.BF16))) {
        low = run(CpuConvolutions.here(), sizes, stride, groups, channelsLast);
      }
      assertNear(exact.output, low.output);
      assertNear(exact.gradients, low.gradients);
    }
  }

  private static void assertNear(float[] exact, float... low) {
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < exact.length; i++) {
      largest = Math.max(largest, Math.abs(exact[i]));
      difference = Math.max(difference, Math.abs(exact[i] - low[i]));
    }
    assertTrue(difference < 0.03 * largest, difference + " of " + largest);
  }

  private static FlatParameters parameters(Map<String, long[]> sizes, boolean channelsLast) {
    TorchEngine engine = TorchEngine.cpu(1);
    FlatParameters parameters = new FlatParameters(engine, sizes, true, channelsLast);
    int seed = 0;
    for (Tensor leaf : parameters.leaves().values()) {
      float[] values = new float[(int) leaf.elements()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) Math.sin(++seed);
      }
      Ops.copy(engine.floats(values, leaf.shape()), leaf);
    }
    return parameters;
  }

  private static Results run(
      CpuConvolutions way,
      Map<String, long[]> sizes,
      int stride,
      int groups,
      boolean channelsLast) {
    try (Scope scope = Scope.open()) {
      FlatParameters parameters = parameters(sizes, channelsLast);
      Tensor weight = parameters.leaves().get("weight");
      int padding = (int) weight.shape()[2] / 2;
      try (Autograd.Mode on = Autograd.on()) {
        Tensor x = parameters.leaves().get("x");
        Tensor computed = way.conv2d(x, weight, stride, padding, 1, groups);
        Tensor y = ScriptOps.get().tensor("to_float", computed);
        Autograd.backward(Ops.dot(y, y));
        return new Results(y.toFloats(), parameters.gradients().toFloats());
      }
    }
  }
}
