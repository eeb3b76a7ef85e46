package mclspark.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpuCountTest {

  private static final int DJL = 77;

  @TempDir Path folder;

  @Test
  void libtorchIsAskedAndNotDjl() throws Exception {
    FakeLibrary.compile(
        "unsigned long _ZN5torch4cuda12device_countEv(void) { return 3; }",
        folder.resolve("libtorch_cpu.so"));
    assertEquals(3, GpuCount.of(folder, () -> DJL));
  }

  @Test
  void djlIsAskedWhereLibtorchCannotSay() throws Exception {
    assertEquals(DJL, GpuCount.of(folder, () -> DJL));
    FakeLibrary.compile("int other(void) { return 0; }", folder.resolve("libtorch_cpu.so"));
    assertEquals(DJL, GpuCount.of(folder, () -> DJL));
  }

  /** The real library has the function: it is asked, and sees none in the build for CPUs. */
  @Test
  void theBuildForCpusSeesNone() {
    TorchEngine.cpu(1);
    assumeTrue(
        Files.notExists(DeviceMemory.torchFolder().resolve("libtorch_cuda.so")),
        "libtorch is built for CUDA");
    assertEquals(0, GpuCount.of(DeviceMemory.torchFolder(), () -> DJL));
    assertEquals(0, TorchEngine.gpuCount());
    String message =
        assertThrows(IllegalStateException.class, () -> TorchEngine.gpu(0, 1)).getMessage();
    assertTrue(message.endsWith(", a build without CUDA, sees 0"), message);
  }
}
