/**
 * The loop of all jobs; start at {@link mclspark.run.TrainingRun}, one worker from resuming to the
 * last checkpoint. A {@link mclspark.run.Task} is what one kind of job does in it. Around them are
 * how far a run has come ({@link mclspark.run.RunPosition}), its metrics and checkpoints ({@link
 * mclspark.run.RunJournal}), the driver's view of them ({@link mclspark.run.JobCheckpoints}), data
 * sets, passes over test pictures, where a worker is ({@link mclspark.run.WorkerEnvironment}).
 *
 * <p>A job's configuration is one YAML file, read into immutable records ({@link
 * mclspark.run.ConfigReader}), changed on the command line with {@code section.key=value} and
 * checked as a whole before anything starts. {@link mclspark.run.JobConfig} is what all jobs have;
 * each job's record lies in its package, and a section's beside the component that it configures,
 * from which it takes its bounds. Every key stands in one record component: name, type,
 * documentation, default and range; the reference page, the error messages and the run's identity
 * are made from it. To add a key: add a component with {@link mclspark.schema.Key} to a section;
 * add a non-default value to its mapping test; write the reference page anew ({@code mcl config
 * --reference}). To add a rule over several keys: {@code check} of the section, or of the job.
 *
 * <p>Invariants: a configuration that left the reader is valid; records are serializable and hold
 * no null (spec sections 1.1, 1.6, 1.7, 1.9, 2, 3.1 and 4.1). All workers of a run call the same
 * methods of the loop and of the task in the same order, since most exchange something.
 */
package mclspark.run;
