/**
 * Tells an MLflow tracking server of a run, by MLflow's REST interface. Entry class: {@link
 * mclspark.mlflow.MlflowTracking}, which the driver wraps around a job; section {@link
 * mclspark.mlflow.MlflowConfig}.
 *
 * <p>Invariants: nothing here fails or delays a run. What is sent are the lines of {@code
 * metrics.jsonl}, which a daemon thread reads as they appear: the file is the queue, so that none
 * grows in memory. Every call has a deadline; trouble is told once. Credentials come from the
 * environment of the driver, stay in memory and in the header of requests, and are told to nobody.
 */
package mclspark.mlflow;
