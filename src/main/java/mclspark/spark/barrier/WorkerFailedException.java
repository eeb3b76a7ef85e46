package mclspark.spark.barrier;

/** Carries a checked exception of a worker through Scala's iterator. */
final class WorkerFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  WorkerFailedException(Exception cause) {
    super(cause.toString(), cause);
  }
}
