package mclspark.collective.nccl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Optional;
import mclspark.collective.Collective;
import mclspark.collective.CollectiveContract;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.DeviceBuffer;
import mclspark.collective.DeviceReduction;
import mclspark.tensor.DeviceMemory;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sums in GPU memory by the real NCCL, and the contract of what goes over the host beside it: for
 * as many ranks as there are GPUs, rank r on GPU r. Needs libtorch's CUDA build; see "GPUs" in
 * cluster.md.
 */
class NcclGpuTest extends CollectiveContract {

  @BeforeEach
  void needsGpus() {
    assumeTrue(TorchEngine.gpuCount() > 0, "libtorch sees no GPU");
  }

  @Override
  public List<Collective> open(int size, CollectiveOptions settings) throws Exception {
    assumeTrue(size <= TorchEngine.gpuCount(), "there are too few GPUs for " + size + " ranks");
    return FakeNccl.open(
        size, settings, new NcclSearch(Optional.empty(), DeviceMemory.torchFolder()));
  }

  /** The values are computed and used on the stream of the sum: nothing else waits for it. */
  @ParameterizedTest
  @MethodSource("sizes")
  void sumsWhatTheStreamComputesAndUses(int size) throws Exception {
    values(
        size,
        member -> {
          TorchEngine engine = TorchEngine.gpu(member.rank(), 1);
          DeviceMemory memory = DeviceMemory.open();
          DeviceReduction device = member.deviceReduction().orElseThrow();
          for (int n : new int[] {1, 7, 1021, 200_003, 11_000_000}) {
            try (Scope scope = Scope.open()) {
              Tensor values = Ops.scale(engine.floats(ramp(member.rank(), n), n), 3);
              long stream = memory.stream(member.rank());
              device.allReduceSum(new DeviceBuffer(memory.address(values), n, stream));
              float[] doubled = Ops.scale(values, 2).toFloats();
              member.check();
              for (int i : new int[] {0, n / 2, n - 1}) {
                assertEquals(6f * (size * (i % 1000) + size * (size + 1) / 2), doubled[i]);
              }
            }
          }
          return null;
        });
  }

  /** Whole numbers, whose sum is exact in any order. */
  private static float[] ramp(int rank, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = i % 1000 + rank + 1;
    }
    return values;
  }
}
