package mclspark.spark;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import mclspark.UserError;
import org.apache.spark.resource.ResourceInformation;

/**
 * Decides which device a worker computes on. A CPU never stands in silently for a GPU: a worker
 * that holds or wants a GPU which its engine does not see fails at once.
 */
public final class GpuResources {

  private static final String GPU = "gpu";

  private GpuResources() {}

  /** Address of the one GPU among a task's resources; empty if it has none. */
  static Optional<String> address(Map<String, ResourceInformation> resources) {
    ResourceInformation gpus = resources.get(GPU);
    if (gpus == null || gpus.addresses().length == 0) {
      return Optional.empty();
    }
    if (gpus.addresses().length > 1) {
      throw new UserError(
          "Spark gave a worker %d GPUs; a worker uses one: set spark.task.resource.gpu.amount to 1."
              .formatted(gpus.addresses().length));
    }
    return Optional.of(gpus.addresses()[0]);
  }

  /**
   * Chooses a worker's device.
   *
   * @param gpuWanted whether the configuration says gpu
   * @param address GPU that Spark gave to the task, see {@link WorkerContext#gpuAddress}
   * @param localRank this worker's rank if the master is local, where Spark hands out no GPUs and
   *     worker r takes GPU r; empty on a cluster
   * @param engineGpus how many GPUs the tensor engine sees
   * @return index of the GPU, or empty for the CPU
   * @throws UserError if a GPU is wanted or held that cannot be used
   */
  public static OptionalInt choose(
      boolean gpuWanted, Optional<String> address, OptionalInt localRank, int engineGpus) {
    if (address.isPresent()) {
      return OptionalInt.of(held(address.get(), engineGpus));
    }
    if (!gpuWanted) {
      return OptionalInt.empty();
    }
    if (localRank.isEmpty()) {
      throw new UserError(
          "The device is gpu, but Spark gave this worker no GPU: set spark.executor.resource.gpu"
              + ".amount=1 and spark.task.resource.gpu.amount=1.");
    }
    return OptionalInt.of(held(Integer.toString(localRank.getAsInt()), engineGpus));
  }

  private static int held(String address, int engineGpus) {
    if (!address.matches("\\d{1,4}")) {
      throw new UserError(
          "Spark's GPU address is %s; it must be the number of a GPU, so mend the discovery script."
              .formatted(address));
    }
    int index = Integer.parseInt(address);
    if (index >= engineGpus) {
      throw new UserError(
          "This worker is to use GPU %d, but its tensor engine sees %d GPUs. Give the executors the"
                  .formatted(index, engineGpus)
              + " CUDA build of libtorch (PYTORCH_LIBRARY_PATH and PYTORCH_FLAVOR=cu128 by"
              + " spark.executorEnv) and check the driver with nvidia-smi, or set the device to"
              + " cpu and ask Spark for no GPU.");
    }
    return index;
  }
}
