package mclspark.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TraceTest {

  private final TorchEngine engine = TorchEngine.cpu(1);

  @Test
  void operationsAreHeardInOrder() {
    try (Scope scope = Scope.open()) {
      Tensor pictures = engine.zeros(2, 3, 4, 4);
      Tensor weight = engine.zeros(5, 3, 1, 1);
      List<Trace.Step> steps;
      try (Trace trace = Trace.start()) {
        Tensor map = Ops.reluInPlace(Ops.conv2d(pictures, weight, 2, 0, 1, 1));
        map.close();
        steps = trace.steps();
        assertSame(map, steps.get(1).result());
      }
      Ops.add(pictures, pictures); // nobody listens any more
      assertEquals(List.of("conv2d", "relu_"), steps.stream().map(Trace.Step::operation).toList());
      assertEquals(List.of(pictures, weight, 2, 0, 1, 1), steps.get(0).arguments());
      assertArrayEquals(new long[] {2, 5, 2, 2}, steps.get(1).shape());
    }
  }

  @Test
  void oneThreadIsHeardOnceAtATime() {
    try (Trace trace = Trace.start()) {
      assertThrows(IllegalStateException.class, Trace::start);
      assertEquals(List.of(), trace.steps());
    }
  }
}
