package mclspark.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import mclspark.collective.Collective;
import mclspark.step.RanksConfig;
import mclspark.storage.StorageErrors;
import mclspark.storage.StoredFiles;
import mclspark.tensor.DeviceMemory;
import mclspark.tensor.GpuHealth;
import mclspark.tensor.Scope;
import mclspark.tensor.TorchEngine;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a worker runs.
 *
 * @param workers all workers of the run
 * @param gpu the GPU to use; empty for the CPU
 * @param hadoop how to reach file systems
 * @param output the run's folder, fully qualified: a worker's own folder may be another
 * @param stop asked once a step
 */
public record WorkerEnvironment(
    Collective workers, OptionalInt gpu, Configuration hadoop, String output, StopSignal stop) {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerEnvironment.class);
  private static final long LOADING_MILLIS = 60_000;

  /** GPUs that libtorch sees on this machine; 0 with the CPU build of libtorch. */
  public static int visibleGpus() {
    return TorchEngine.gpuCount();
  }

  /** Which libtorch this machine has, for whoever misses a GPU. */
  public static String torchBuild() {
    return TorchEngine.build();
  }

  /**
   * Looks for the run's folder, which the driver has made.
   *
   * @throws mclspark.UserError if this machine does not see it
   */
  public void requireOutput() {
    org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path(output);
    try {
      if (!folder.getFileSystem(hadoop).exists(folder)) {
        throw StoredFiles.unseen(folder, null);
      }
    } catch (IOException e) {
      throw StorageErrors.cannotRead(folder, e);
    }
  }

  /**
   * Loads libtorch on a thread of its own, for workers that will be threads of this process: it
   * takes seconds, and Spark's start takes others. The JVM does not end in its midst: the library
   * would be torn down under the thread, which ends the process by SIGSEGV.
   */
  public static void loadLibraries() {
    Thread loader = new Thread(WorkerEnvironment::load, "libtorch-loader");
    loader.setDaemon(true);
    loader.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> await(loader), "libtorch-awaiter"));
  }

  private static void await(Thread loader) {
    try {
      loader.join(LOADING_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void load() {
    try {
      TorchEngine.load();
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("libtorch cannot be loaded; the worker that needs it will say so", e);
    }
  }

  /** Folder of libtorch's files on this machine. */
  public static Path torchFolder() {
    return DeviceMemory.torchFolder();
  }

  /**
   * Why gradients on a GPU cannot be handed to other libraries in place; empty if they can. Opens
   * libtorch on that GPU.
   */
  public static Optional<String> addressProblem(int gpu) {
    try (Scope scratch = Scope.open()) {
      TorchEngine engine = TorchEngine.gpu(gpu, 1);
      DeviceMemory memory = DeviceMemory.open();
      memory.stream(gpu);
      return memory.problem(engine.zeros(1));
    } catch (IllegalStateException e) {
      return Optional.of(e.getMessage());
    }
  }

  /**
   * The error that makes a GPU useless to this process, such as {@code CUDA error 700
   * (cudaErrorIllegalAddress)}; empty if there is none.
   */
  public static Optional<String> deadGpu(int gpu) {
    return GpuHealth.deadContext(gpu);
  }

  /**
   * Computes a little on a GPU.
   *
   * @throws mclspark.UserError if libtorch has no code for it
   */
  public static void requireKernels(int gpu) {
    GpuHealth.requireKernels(gpu);
  }

  /**
   * Opens libtorch on this worker's device, for the calling thread.
   *
   * @throws mclspark.UserError if the device does not have the precision
   */
  public TorchEngine openEngine(RanksConfig ranks) {
    int threads = ranks.threads();
    TorchEngine engine =
        gpu.isPresent() ? TorchEngine.gpu(gpu.getAsInt(), threads) : TorchEngine.cpu(threads);
    return engine.in(ranks.precision());
  }

  /** Whether this worker writes metrics and checkpoints. */
  public boolean first() {
    return workers.rank() == 0;
  }
}
