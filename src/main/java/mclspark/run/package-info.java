/**
 * The loop of all jobs; start at {@link mclspark.run.TrainingRun}, one worker from resuming to the
 * last checkpoint. A {@link mclspark.run.Task} is what one kind of job does in it. Around them are
 * how far a run has come ({@link mclspark.run.RunPosition}), its metrics and checkpoints ({@link
 * mclspark.run.RunJournal}), the driver's view of them ({@link mclspark.run.JobCheckpoints}), data
 * sets, passes over test pictures, where a worker is ({@link mclspark.run.WorkerSite}).
 *
 * <p>Invariant: all workers of a run call the same methods of the loop and of the task in the same
 * order, since most exchange something.
 */
package mclspark.run;
