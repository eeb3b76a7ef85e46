/**
 * What the runs of all jobs share; start at {@link mclspark.run.RunJournal}. Here are how far a run
 * has come ({@link mclspark.run.RunPosition}), its metrics and checkpoints ({@link
 * mclspark.run.RunJournal}), the driver's view of them ({@link mclspark.run.JobCheckpoints}), data
 * sets, passes over test pictures, where a worker is ({@link mclspark.run.WorkerSite}).
 */
package mclspark.run;
