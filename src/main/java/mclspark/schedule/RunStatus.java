package mclspark.schedule;

import com.fasterxml.jackson.annotation.JsonProperty;
import mclspark.ExitCode;

/** How a run ended, for the scheduler that started it. */
public enum RunStatus {
  /** Trained to its end. */
  @JsonProperty("finished")
  FINISHED(ExitCode.DONE),
  /** Nothing was trained: data and configuration are those of the newest finished run. */
  @JsonProperty("nothing-new")
  NOTHING_NEW(ExitCode.DONE),
  /** A bug; standard error had the stack. */
  @JsonProperty("bug")
  BUG(ExitCode.BUG),
  /** A mistake that the user can mend. */
  @JsonProperty("failed")
  FAILED(ExitCode.USER_ERROR),
  /** Restarts brought no progress, or the cluster is gone. */
  @JsonProperty("gave-up")
  GAVE_UP(ExitCode.GAVE_UP),
  /** {@code run.max_hours} are over; the run is saved, and the same command goes on. */
  @JsonProperty("time-up")
  TIME_UP(ExitCode.TIME_UP),
  /** Stopped from outside. */
  @JsonProperty("stopped")
  STOPPED(ExitCode.INTERRUPTED);

  private final ExitCode exitCode;

  RunStatus(ExitCode exitCode) {
    this.exitCode = exitCode;
  }

  /** What the process ends with. */
  public ExitCode exitCode() {
    return exitCode;
  }

  /** Whether another attempt would have nothing to do. */
  boolean isDone() {
    return this == FINISHED || this == NOTHING_NEW;
  }
}
