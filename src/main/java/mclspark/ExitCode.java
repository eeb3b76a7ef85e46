package mclspark;

/** How a command ends, for the shell. */
public enum ExitCode {
  /** All was done. */
  DONE(0),
  /** A bug; standard error has the stack. */
  BUG(1),
  /** The user can mend it; standard error says how. */
  USER_ERROR(2),
  /** Restarts brought no progress, native code crashed, or the cluster is gone. */
  GAVE_UP(3),
  /** A comparison went against what it guards: a worse candidate, drifted data. */
  WORSE(4),
  /** {@code run.max_hours} are over; the run is saved. */
  TIME_UP(5),
  /** Stopped by a signal or another thread. */
  INTERRUPTED(130);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /** The process's exit status. */
  public int number() {
    return number;
  }
}
