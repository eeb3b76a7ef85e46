package mclspark.train;

import java.util.OptionalInt;
import mclspark.collective.Collective;
import mclspark.tensor.TorchEngine;
import org.apache.hadoop.conf.Configuration;

/**
 * Where a worker runs.
 *
 * @param workers all workers of the run
 * @param gpu the GPU to use; empty for the CPU
 * @param hadoop how to reach file systems
 * @param output the run's folder, fully qualified: a worker's own folder may be another
 * @param stop asked once a step
 */
public record WorkerSite(
    Collective workers, OptionalInt gpu, Configuration hadoop, String output, StopSignal stop) {

  /** GPUs that libtorch sees on this machine; 0 with the CPU build of libtorch. */
  public static int visibleGpus() {
    return TorchEngine.gpuCount();
  }

  /** Opens libtorch on this worker's device, for the calling thread. */
  TorchEngine openEngine(int threads) {
    return gpu.isPresent() ? TorchEngine.gpu(gpu.getAsInt(), threads) : TorchEngine.cpu(threads);
  }

  /** Whether this worker writes metrics and checkpoints. */
  boolean first() {
    return workers.rank() == 0;
  }
}
