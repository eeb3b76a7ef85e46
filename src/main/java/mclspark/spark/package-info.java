/**
 * Everything that knows Spark. A job is one barrier stage of P workers that {@link
 * mclspark.spark.BarrierStage} runs; start reading there. The order of a job:
 *
 * <ol>
 *   <li>{@link mclspark.spark.SparkSettings} collects the settings (conf/spark/common.conf under
 *       the user's own), {@link mclspark.spark.Preflight} refuses what cannot work, all problems at
 *       once and before Spark starts;
 *   <li>{@link mclspark.train.OutputLease} keeps other processes out of the output folder, {@link
 *       mclspark.spark.SparkSessions} starts Spark, {@link mclspark.spark.Preflight} waits for the
 *       slots;
 *   <li>{@link mclspark.spark.RestartLoop} runs the stage and submits it again after a failure,
 *       since Spark never retries a barrier stage whose results the driver collects; {@link
 *       mclspark.spark.ElasticWorkers} decides with how many workers;
 *   <li>each worker gets a {@link mclspark.spark.WorkerContext}: rank, exchange of addresses,
 *       interruption, GPU;
 *   <li>{@link mclspark.spark.ResultTables} writes what came out.
 * </ol>
 *
 * <p>Invariants: a worker's failure fails the stage (nobody catches it on the way), a {@link
 * mclspark.UserError} of a worker reaches the driver as that error and is never restarted, a job
 * that is asked to stop saves a checkpoint first ({@link mclspark.spark.TrainingJob#stop}, by
 * {@link mclspark.train.StopFile}), and every class that Kryo meets is named in {@link
 * mclspark.spark.KryoRegistrations}.
 */
package mclspark.spark;
