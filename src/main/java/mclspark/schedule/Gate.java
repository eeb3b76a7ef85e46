package mclspark.schedule;

/** What a comparison decides, for the scheduler that branches on it. */
public enum Gate {
  /** The candidate may go on; the data have not drifted. */
  OPEN(0),
  /** The candidate is worse; the data have drifted. */
  SHUT(4);

  private final int exitCode;

  Gate(int exitCode) {
    this.exitCode = exitCode;
  }

  /** The process's exit status. */
  public int exitCode() {
    return exitCode;
  }
}
