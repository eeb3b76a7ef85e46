package mclspark.spark.barrier;

/** Spark did not start a stage's workers in time: a slot was lost after it had been counted. */
final class LaunchTimeoutException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LaunchTimeoutException(String message, Exception jobFailure) {
    super(message, jobFailure);
  }
}
