/**
 * One barrier stage: {@link mclspark.spark.barrier.BarrierStage} runs a {@link
 * mclspark.spark.barrier.WorkerTask} in each of P workers, and {@link
 * mclspark.spark.barrier.RestartLoop} submits it again after a failure, since Spark never retries a
 * barrier stage whose results the driver collects. Each worker gets a {@link
 * mclspark.spark.barrier.WorkerContext}: rank, exchange of addresses, interruption, GPU.
 *
 * <p>Invariants: a worker's failure fails the stage (nobody catches it on the way); a {@link
 * mclspark.UserError} of a worker reaches the driver as that error and is never restarted.
 */
package mclspark.spark.barrier;
