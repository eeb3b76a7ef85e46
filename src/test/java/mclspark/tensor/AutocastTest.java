package mclspark.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** bfloat16 has 8 bits of a number, so that {@link #FINE} becomes 1 in it. */
final class AutocastTest {

  private static final float FINE = 1 + 1f / 512;

  private static TorchEngine bf16() {
    TorchEngine engine = TorchEngine.cpu(1);
    assumeTrue(Autocast.problem(engine).isEmpty(), "no bfloat16 here");
    return engine.in(Precision.BF16);
  }

  private static float product(TorchEngine engine) {
    try (Scope scope = Scope.open()) {
      Tensor one = engine.floats(new float[] {1}, 1, 1);
      try (Autocast.Mode precision = Autocast.of(engine)) {
        Tensor product =
            precision.output(Ops.matmulTransposed(engine.floats(new float[] {FINE}, 1, 1), one));
        assertEquals(DataType.FLOAT32, product.type());
        return product.item();
      }
    }
  }

  /** Emulated, a step took six times as long as in float32. */
  @Test
  void oneDnnHeldToOlderInstructionsIsRefused() {
    assertEquals(
        Optional.of(
            "ONEDNN_MAX_CPU_ISA=avx2 keeps oneDNN from this processor's instructions for it"),
        Autocast.limit(Map.of("ONEDNN_MAX_CPU_ISA", "avx2")));
    assertTrue(Autocast.limit(Map.of("DNNL_MAX_CPU_ISA", "AVX512_CORE_VNNI")).isPresent());
    assertTrue(Autocast.limit(Map.of("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_AMX")).isEmpty());
    assertTrue(Autocast.limit(Map.of("ONEDNN_MAX_CPU_ISA", "DEFAULT")).isEmpty());
    assertTrue(Autocast.limit(Map.of()).isEmpty());
  }

  @Test
  void productsAreComputedInTheEnginesPrecision() {
    TorchEngine low = bf16();
    assertEquals(1, product(low));
    assertEquals(FINE, product(TorchEngine.cpu(1)));
    assertTrue(low.description().contains("networks in bfloat16"), low.description());
  }

  @Test
  void anErrorAndOtherThreadsLeaveFloat32AsItIs() {
    TorchEngine low = bf16();
    assertThrows(
        IllegalStateException.class,
        () -> {
          try (Autocast.Mode precision = Autocast.of(low)) {
            assertTrue(Autocast.isOnHost());
            assertFalse(CompletableFuture.supplyAsync(Autocast::isOnHost).join());
            float elsewhere =
                CompletableFuture.supplyAsync(() -> product(TorchEngine.cpu(1))).join();
            assertEquals(FINE, elsewhere);
            throw new IllegalStateException("such as a broken picture");
          }
        });
    assertFalse(Autocast.isOnHost());
    assertEquals(FINE, product(TorchEngine.cpu(1)));
  }

  @Test
  void gpusBeforeTheFirstWithTensorCoresForItAreOld() {
    assertTrue(Autocast.isOld("7.5"));
    assertFalse(Autocast.isOld("8.0"));
    assertFalse(Autocast.isOld("12.0"));
  }
}
