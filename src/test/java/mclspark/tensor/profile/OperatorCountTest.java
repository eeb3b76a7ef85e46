package mclspark.tensor.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import mclspark.tensor.Autograd;
import mclspark.tensor.FlatParameters;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;
import org.junit.jupiter.api.Test;

class OperatorCountTest {

  private final TorchEngine engine = TorchEngine.cpu(1);

  @Test
  void operatorsCountOnceAndViewsNever() {
    try (Scope scope = Scope.open()) {
      Tensor x = engine.zeros(4, 16);
      assertEquals(0, OperatorCount.during(() -> Ops.transpose(Ops.rows(x, 1, 2), 0, 1)));
      assertEquals(1, OperatorCount.during(() -> Ops.add(x, x)));
      assertEquals(3, OperatorCount.during(() -> Ops.sigmoid(Ops.tanh(Ops.add(x, x)))));
      assertEquals(1, OperatorCount.during(() -> Ops.matmulTransposed(x, x)));
    }
  }

  /** What the CPU calls for them differs from machine to machine. */
  @Test
  void layersCountAsCudnnComputesThem() {
    try (Scope scope = Scope.open()) {
      Tensor x = engine.zeros(2, 16, 8, 8);
      Tensor weight = engine.zeros(16, 16, 3, 3);
      Tensor line = engine.zeros(16);
      Ops.conv2d(x, weight, 1, 1, 1, 1); // plans
      assertEquals(1, OperatorCount.during(() -> Ops.conv2d(x, weight, 1, 1, 1, 1)));
      assertEquals(1, OperatorCount.during(() -> Ops.batchNorm(x, line, line, line, line, true)));
      assertEquals(1, OperatorCount.during(() -> Ops.globalAveragePool(x)));
    }
  }

  /** A forward pass, the gradients by input and weight, and their sum into the flat buffer. */
  @Test
  void gradientsCountToo() {
    try (Scope scope = Scope.open()) {
      FlatParameters parameters =
          new FlatParameters(engine, Map.of("w", new long[] {16, 16, 3, 3}), true, true);
      Tensor x = engine.zeros(2, 16, 8, 8);
      Tensor gradient = engine.zeros(2, 16, 8, 8);
      Runnable pass =
          () -> {
            try (Autograd.Mode on = Autograd.on()) {
              Tensor y = Ops.conv2d(x, parameters.leaves().get("w"), 1, 1, 1, 1);
              Autograd.backward(Ops.tanh(y), gradient);
            }
          };
      pass.run(); // plans
      assertEquals(1 + 1 + 1 + 2 + 1, OperatorCount.during(pass));
    }
  }
}
