/**
 * What the runs of all jobs share: how far one has come ({@link mclspark.run.RunPosition}), its
 * metrics and checkpoints ({@link mclspark.run.RunJournal}), the driver's view of them ({@link
 * mclspark.run.JobCheckpoints}), data sets, passes over test pictures, where a worker is ({@link
 * mclspark.run.WorkerSite}).
 */
package mclspark.run;
