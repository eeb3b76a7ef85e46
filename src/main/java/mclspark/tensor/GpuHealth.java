package mclspark.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import mclspark.UserError;
import mclspark.tensor.cuda.CudaRuntime;

/** Whether a GPU can compute what is asked of it. */
public final class GpuHealth {

  /** What CUDA says where a library has no code for a GPU. */
  private static final String NO_KERNEL = "no kernel image is available";

  private GpuHealth() {}

  /**
   * The error that makes a GPU useless to this process; empty if there is none, or CUDA's runtime
   * is not found.
   */
  public static Optional<String> deadContext(int gpu) {
    return runtime().flatMap(cuda -> cuda.deadContext(gpu));
  }

  /**
   * Computes a little on a GPU, to see whether libtorch has code for it.
   *
   * @throws UserError naming the GPU's compute capability if it has none
   */
  public static void requireKernels(int gpu) {
    requireKernels(
        gpu,
        () -> sum(gpu),
        index -> runtime().map(cuda -> cuda.capability(index)),
        TorchEngine::build);
  }

  static void requireKernels(
      int gpu, Runnable kernel, IntFunction<Optional<String>> capability, Supplier<String> build) {
    try {
      kernel.run();
    } catch (RuntimeException e) {
      if (!String.valueOf(e.getMessage()).contains(NO_KERNEL)) {
        throw e;
      }
      throw new UserError(
          ("GPU %d has compute capability %s, for which %s, has no code: PyTorch's builds of 2.7.1"
                  + " for CUDA 12.8 have it for 7.5 to 12.0, so take a newer GPU or set ranks.device"
                  + " to cpu.")
              .formatted(gpu, capability.apply(gpu).orElse("unknown"), build.get()),
          e);
    }
  }

  private static void sum(int gpu) {
    try (Scope scratch = Scope.open()) {
      Tensor zero = TorchEngine.gpu(gpu, 1).zeros(1);
      Ops.add(zero, zero).toFloats();
    }
  }

  /** CUDA's runtime as libtorch has it; empty with its CPU build. */
  public static Optional<CudaRuntime> runtime() {
    List<String> misses = new ArrayList<>();
    return CudaRuntime.find(DeviceMemory.torchFolder(), Optional.empty(), misses);
  }
}
