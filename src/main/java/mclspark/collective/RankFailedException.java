package mclspark.collective;

/** A worker died, fell silent or disagreed; names the worker and the cause. */
public final class RankFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int rank;

  /**
   * Creates the exception.
   *
   * @param rank the worker to blame, or -1 if unknown
   * @param message one sentence that names the operation, the worker and what happened
   * @param cause what was caught, or null
   */
  public RankFailedException(int rank, String message, Throwable cause) {
    super(message, cause);
    this.rank = rank;
  }

  /** The worker to blame, or -1 if unknown. */
  public int rank() {
    return rank;
  }
}
