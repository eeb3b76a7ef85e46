package mclspark.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import mclspark.UserError;
import org.junit.jupiter.api.Test;

class GpuHealthTest {

  @Test
  void aGpuThatLibtorchHasNoCodeForIsNamedWithItsCapability() {
    UserError error =
        assertThrows(
            UserError.class,
            () ->
                check(
                    "CUDA error: no kernel image is available for execution on the device\n"
                        + "CUDA kernel errors might be asynchronously reported"));
    assertEquals(
        "GPU 1 has compute capability 7.0, for which libtorch 2.7.1 in /opt, has no code: PyTorch's"
            + " builds of 2.7.1 for CUDA 12.8 have it for 7.5 to 12.0, so take a newer GPU or set"
            + " ranks.device to cpu.",
        error.getMessage());
  }

  @Test
  void anotherErrorIsLeftAsItIs() {
    assertEquals("x", assertThrows(IllegalStateException.class, () -> check("x")).getMessage());
    IllegalStateException bare = new IllegalStateException();
    assertSame(bare, assertThrows(IllegalStateException.class, () -> check(bare)));
  }

  private static void check(String message) {
    check(new IllegalStateException(message));
  }

  private static void check(RuntimeException failure) {
    GpuHealth.requireKernels(
        1,
        () -> {
          throw failure;
        },
        gpu -> Optional.of("7.0"),
        () -> "libtorch 2.7.1 in /opt");
  }
}
