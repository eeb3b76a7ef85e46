package mclspark.schedule;

import mclspark.ExitCode;

/** What a comparison decides, for the scheduler that branches on it. */
public enum Gate {
  /** The candidate may go on; the data have not drifted. */
  OPEN(ExitCode.DONE),
  /** The candidate is worse; the data have drifted. */
  SHUT(ExitCode.WORSE);

  private final ExitCode exitCode;

  Gate(ExitCode exitCode) {
    this.exitCode = exitCode;
  }

  /** What the process ends with. */
  public ExitCode exitCode() {
    return exitCode;
  }
}
