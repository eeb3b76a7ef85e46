/**
 * The jobs on Spark. A {@link mclspark.spark.TrainingJob} is one barrier stage of P workers:
 *
 * <ol>
 *   <li>{@link mclspark.spark.cluster.SparkSettings} collects the settings, {@link
 *       mclspark.spark.cluster.Preflight} refuses what cannot work, all problems at once and before
 *       Spark starts;
 *   <li>{@link mclspark.storage.OutputLease} keeps other processes out of the output folder, {@link
 *       mclspark.spark.cluster.SparkSessions} starts Spark, {@link mclspark.spark.TrainingStage}
 *       waits for the slots;
 *   <li>{@link mclspark.spark.barrier.RestartLoop} runs the stage, a {@link
 *       mclspark.spark.barrier.BarrierStage}, and submits it again after a failure;
 *   <li>in each worker a {@link mclspark.spark.WorkerGroup} joins the others, and the job's run
 *       trains;
 *   <li>of linear classification, {@link mclspark.spark.tables.ResultTables} writes what came out.
 * </ol>
 *
 * <p>Invariant: a job that is asked to stop saves a checkpoint first ({@link
 * mclspark.spark.TrainingJob#stop}, by {@link mclspark.storage.StopFile}).
 */
package mclspark.spark;
