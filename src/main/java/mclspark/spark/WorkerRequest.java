package mclspark.spark;

import java.time.Duration;

/**
 * What a barrier stage needs of Spark.
 *
 * @param workers number of workers P, at least 1
 * @param gpu whether each worker needs a GPU
 * @param patience how long to wait for executors of a cluster
 */
public record WorkerRequest(int workers, boolean gpu, Duration patience) {

  /** Checks the number. */
  public WorkerRequest {
    if (workers < 1) {
      throw new IllegalArgumentException("workers is %d; it must be >= 1".formatted(workers));
    }
  }
}
