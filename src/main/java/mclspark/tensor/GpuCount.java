package mclspark.tensor;

import com.sun.jna.NativeLibrary;
import java.nio.file.Path;
import java.util.function.IntSupplier;

/** Counts the GPUs that libtorch itself sees. */
final class GpuCount {

  /**
   * The C++ function {@code size_t torch::cuda::device_count()}, which builds for CPUs have too.
   */
  private static final String DEVICE_COUNT = "_ZN5torch4cuda12device_countEv";

  private GpuCount() {}

  /**
   * Asks libtorch, which must have been loaded. DJL's own count is wrong where the CUDA runtime has
   * no file of the name libcudart.so: neither libtorch's archive nor the Python packages have one.
   *
   * @param torchFolder where libtorch's files are
   * @param otherwise asked if this libtorch lacks the function
   */
  static int of(Path torchFolder, IntSupplier otherwise) {
    try {
      NativeLibrary torch =
          NativeLibrary.getInstance(torchFolder.resolve("libtorch_cpu.so").toString());
      return Math.toIntExact(torch.getFunction(DEVICE_COUNT).invokeLong(new Object[0]));
    } catch (UnsatisfiedLinkError e) {
      return otherwise.getAsInt();
    }
  }
}
