package mclspark.spark;

import mclspark.spark.barrier.GaveUpException;

/** A job that trains. */
public interface TrainingJob {

  /**
   * Runs the job, or only checks and plans it.
   *
   * @param dryRun true to return the plan without running
   * @return the plan, or the results, for the user
   * @throws mclspark.UserError with all problems at once, before anything starts
   * @throws GaveUpException if restarts brought no progress, or the cluster is gone
   * @throws InterruptedException if it was stopped; its message tells what is saved
   */
  String run(boolean dryRun) throws InterruptedException;

  /**
   * Asks a running job to save a checkpoint after the present step and to end; for any thread.
   *
   * @return false if there is nothing to save, because no worker trains
   * @throws mclspark.UserError if the workers can't be told
   */
  boolean stop();
}
