package mclspark.spark.barrier;

import java.io.Serializable;

/**
 * What a worker sends to the driver.
 *
 * @param rank number of the worker
 * @param value its result, or null
 */
public record WorkerResult(int rank, Object value) implements Serializable {}
