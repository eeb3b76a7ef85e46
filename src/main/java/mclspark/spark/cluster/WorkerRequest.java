package mclspark.spark.cluster;

import java.time.Duration;
import mclspark.step.Device;

/**
 * What a barrier stage needs of Spark.
 *
 * @param workers number of workers P, at least 1
 * @param device what a worker computes on
 * @param patience how long to wait for executors of a cluster
 */
public record WorkerRequest(int workers, Device device, Duration patience) {

  /** Checks the number. */
  public WorkerRequest {
    if (workers < 1) {
      throw new IllegalArgumentException("workers is %d; it must be >= 1".formatted(workers));
    }
  }

  /** Whether each worker needs a GPU. */
  public boolean gpu() {
    return device == Device.GPU;
  }
}
