package mclspark.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlatParametersTest {

  private static Map<String, long[]> shapes() {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put("conv.weight", new long[] {4, 3, 2, 2});
    shapes.put("fc.bias", new long[] {5});
    return shapes;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void gradientsAccumulateInTheFlatBuffer(boolean channelsLast) {
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(1);
      FlatParameters parameters = new FlatParameters(engine, shapes(), true, channelsLast);
      Tensor weight = parameters.leaves().get("conv.weight");
      float[] factors = new float[48];
      for (int i = 0; i < 48; i++) {
        factors[i] = i + 1;
      }
      Tensor coefficients = engine.floats(factors, 4, 3, 2, 2);
      for (int pass = 0; pass < 2; pass++) {
        try (Autograd.Mode on = Autograd.on()) {
          Autograd.backward(Ops.dot(weight, coefficients));
        }
      }

      float[] gradient = parameters.gradient("conv.weight").toFloats();
      for (int i = 0; i < 48; i++) {
        assertEquals(2 * factors[i], gradient[i]);
      }
      float sum = 0;
      for (float value : parameters.gradients().toFloats()) {
        sum += value;
      }
      assertEquals(2 * 48 * 49 / 2, sum);
      assertEquals(channelsLast ? 2 * 5 : 2 * 2, parameters.gradients().toFloats()[1]);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void gradientsThatHaveMovedAccumulateInTheirNewMemory(boolean channelsLast) {
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(1);
      FlatParameters parameters = new FlatParameters(engine, shapes(), true, channelsLast);
      ByteBuffer memory = ByteBuffer.allocateDirect(128 * Float.BYTES);
      FloatBuffer floats = memory.order(ByteOrder.nativeOrder()).asFloatBuffer();
      floats.put(70, 4); // nothing that lies there before counts
      parameters.moveGradients(engine, memory);
      float[] factors = new float[48];
      for (int i = 0; i < 48; i++) {
        factors[i] = i + 1;
      }
      Tensor coefficients = engine.floats(factors, 4, 3, 2, 2);
      for (int pass = 0; pass < 2; pass++) {
        try (Autograd.Mode on = Autograd.on()) {
          Autograd.backward(Ops.dot(parameters.leaves().get("conv.weight"), coefficients));
        }
      }
      assertEquals(channelsLast ? 2 * 5 : 2 * 2, floats.get(1));
      assertEquals(0, floats.get(70));
      floats.put(65, 7);
      assertEquals(7, parameters.gradient("fc.bias").toFloats()[1]);
      assertEquals(2 * 3, parameters.gradient("conv.weight").toFloats()[2]);
      assertEquals(7, parameters.gradients().toFloats()[65]);
    }
  }

  @Test
  void aParameterIsAViewOfTheFlatValues() {
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(1);
      FlatParameters parameters = new FlatParameters(engine, shapes(), false, true);
      Ops.copy(engine.floats(new float[] {1, 2, 3, 4, 5}, 5), parameters.leaves().get("fc.bias"));
      float[] flat = parameters.values().toFloats();
      assertArrayEquals(new float[] {1, 2, 3, 4, 5}, Arrays.copyOfRange(flat, 64, 69), 0f);
    }
  }

  @Test
  void parametersAreCountedWithoutThePaddingAndTheirGradientsKeepItZero() {
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(1);
      FlatParameters parameters = new FlatParameters(engine, shapes(), true, true);
      float[] ones = new float[48];
      Arrays.fill(ones, 1);
      try (Autograd.Mode on = Autograd.on()) {
        Map<String, Tensor> leaves = parameters.leaves();
        Autograd.backward(Ops.dot(leaves.get("conv.weight"), engine.floats(ones, 4, 3, 2, 2)));
        Autograd.backward(Ops.dot(leaves.get("fc.bias"), engine.floats(Arrays.copyOf(ones, 5), 5)));
      }
      assertEquals(48 + 5, parameters.count());
      assertEquals(64 + 64, parameters.values().elements());
      float[] gradients = parameters.gradients().toFloats();
      for (int i = 0; i < gradients.length; i++) {
        assertEquals(i < 48 || (i >= 64 && i < 69) ? 1 : 0, gradients[i], "element " + i);
      }
    }
  }

  @Test
  void sgdFollowsPyTorch() {
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(1);
      Tensor p = engine.floats(new float[] {1, -2}, 2);
      Tensor g = engine.floats(new float[] {0.5f, 0.25f}, 2);
      Tensor v = engine.floats(new float[] {0.1f, 0}, 2);
      Ops.sgd(p, g, v, 0.1, 0.9, 0.01, 0.5);
      // v = 0.9 * 0.1 + 0.5 * 0.5 + 0.01 * 1 = 0.35; p = 1 - 0.035
      assertArrayEquals(new float[] {0.35f, 0.105f}, v.toFloats(), 1e-6f);
      assertArrayEquals(new float[] {0.965f, -2.0105f}, p.toFloats(), 1e-6f);
      assertArrayEquals(new float[] {0, 0}, g.toFloats(), 0f);
    }
  }

  @Test
  void aScopeFreesWhatWasMadeInIt() {
    TorchEngine engine = TorchEngine.cpu(1);
    int before = engine.liveTensors();
    try (Scope scope = Scope.open()) {
      Tensor x = engine.zeros(3, 3);
      Ops.tanh(Ops.add(x, x));
      assertEquals(before + 3, engine.liveTensors());
    }
    assertEquals(before, engine.liveTensors());
  }
}
