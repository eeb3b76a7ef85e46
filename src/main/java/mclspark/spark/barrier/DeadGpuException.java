package mclspark.spark.barrier;

/** A worker's process can no longer use its GPU; another process may. */
public final class DeadGpuException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean processEnds;

  /**
   * Creates the failure.
   *
   * @param processEnds whether the process is about to end, so that Spark starts another one
   */
  public DeadGpuException(String message, Throwable cause, boolean processEnds) {
    super(message, cause);
    this.processEnds = processEnds;
  }

  public boolean processEnds() {
    return processEnds;
  }
}
