/**
 * The configuration of a run: one YAML file, read into immutable records, changed on the command
 * line with {@code section.key=value} and checked as a whole before anything starts.
 *
 * <p>Entry class: {@link mclspark.config.ConfigReader}, which gives a {@link
 * mclspark.config.RunConfig} (job {@code pretrain}), a {@link mclspark.config.LinearConfig} (job
 * {@code linear}) or a {@link mclspark.config.TrainConfig} (job {@code train}). Every key stands in
 * one record component: name, type, documentation, default and range; the reference page, the error
 * messages and the run's identity are made from it.
 *
 * <p>A section's record lies beside the component that it configures, in its package, and takes
 * bounds from it; here are the jobs, and the sections that belong to one job. To add a key: add a
 * component with {@link mclspark.schema.Key} to a section record; add a non-default value to its
 * mapping test; write the reference page anew ({@code mcl config --reference}). To add a rule over
 * several keys: {@code check} of the section, or of the job.
 *
 * <p>Invariants: a configuration that left the reader is valid; records are serializable and hold
 * no null. Spec sections 1.1, 1.6, 1.7, 1.9, 2, 3.1 and 4.1.
 */
package mclspark.config;
