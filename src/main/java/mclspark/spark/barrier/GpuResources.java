package mclspark.spark.barrier;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import mclspark.UserError;
import org.apache.spark.resource.ResourceInformation;

/**
 * Decides which device a worker computes on. A CPU never stands in silently for a GPU: a worker
 * that holds or wants a GPU which its engine does not see fails at once.
 */
public final class GpuResources {

  private static final String GPU = "gpu";

  private GpuResources() {}

  /**
   * The tensor engine of a worker.
   *
   * @param gpus how many GPUs it sees
   * @param build which library it is, and where from
   */
  public record Engine(int gpus, String build) {}

  /** Address of the one GPU among a task's resources; empty if it has none. */
  public static Optional<String> address(Map<String, ResourceInformation> resources) {
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
   * @param engine what the worker computes with
   * @param visible value of CUDA_VISIBLE_DEVICES, which numbers the engine's GPUs anew; empty where
   *     it is not set
   * @return index of the GPU, or empty for the CPU
   * @throws UserError if a GPU is wanted or held that cannot be used
   */
  public static OptionalInt choose(
      boolean gpuWanted,
      Optional<String> address,
      OptionalInt localRank,
      Engine engine,
      Optional<String> visible) {
    if (address.isPresent()) {
      String number = visible.map(list -> position(address.get(), list)).orElse(address.get());
      return OptionalInt.of(held(number, engine));
    }
    if (!gpuWanted) {
      return OptionalInt.empty();
    }
    if (localRank.isEmpty()) {
      throw new UserError(
          "The device is gpu, but Spark gave this worker no GPU: set spark.executor.resource.gpu"
              + ".amount=1 and spark.task.resource.gpu.amount=1.");
    }
    return OptionalInt.of(held(Integer.toString(localRank.getAsInt()), engine));
  }

  /** What to say in local mode, where only the word gpu takes GPUs: empty if none stays idle. */
  public static Optional<String> idle(OptionalInt gpu, int visible) {
    return gpu.isPresent() || visible == 0
        ? Optional.empty()
        : Optional.of(
            "This machine has GPUs (libtorch sees %d), and the run does not use them: ranks.device=gpu takes them."
                .formatted(visible));
  }

  /** The engine's number of a GPU: its place in the list of those that the process sees. */
  private static String position(String address, String visible) {
    List<String> entries = Stream.of(visible.split(",", -1)).map(String::strip).toList();
    if (!entries.contains(address)) {
      throw new UserError(
          "Spark gave a worker GPU %s, but its process sees CUDA_VISIBLE_DEVICES=%s only: let the"
                  .formatted(address, visible)
              + " discovery script list the same (conf/spark/get-gpus.sh does), or unset the"
              + " variable.");
    }
    return Integer.toString(entries.indexOf(address));
  }

  private static int held(String address, Engine engine) {
    if (!address.matches("\\d{1,4}")) {
      throw new UserError(
          "Spark's GPU address is %s; it must be the number of a GPU, so mend the discovery script."
              .formatted(address));
    }
    int index = Integer.parseInt(address);
    if (index >= engine.gpus()) {
      throw new UserError(
          "This worker is to use GPU %d, but its tensor engine sees %d GPUs. The engine is %s: look"
                  .formatted(index, engine.gpus(), engine.build())
              + " at PYTORCH_LIBRARY_PATH and PYTORCH_FLAVOR=cu128 of the executors"
              + " (spark.executorEnv) if it should be one with CUDA, else at CUDA_VISIBLE_DEVICES,"
              + " at what nvidia-smi shows there (inside the container, if there is one) and at the"
              + " driver, which must fit CUDA 12.8. To train on CPUs, set the device to cpu and ask"
              + " Spark for no GPU.");
    }
    return index;
  }
}
