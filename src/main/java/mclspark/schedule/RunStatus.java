package mclspark.schedule;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a run ended, for the scheduler that started it. */
public enum RunStatus {
  /** Trained to its end. */
  @JsonProperty("finished")
  FINISHED(0),
  /** Nothing was trained: data and configuration are those of the newest finished run. */
  @JsonProperty("nothing-new")
  NOTHING_NEW(0),
  /** A bug; standard error had the stack. */
  @JsonProperty("bug")
  BUG(1),
  /** A mistake that the user can mend. */
  @JsonProperty("failed")
  FAILED(2),
  /** Restarts brought no progress, or the cluster is gone. */
  @JsonProperty("gave-up")
  GAVE_UP(3),
  /** {@code run.max_hours} are over; the run is saved, and the same command goes on. */
  @JsonProperty("time-up")
  TIME_UP(5),
  /** Stopped from outside. */
  @JsonProperty("stopped")
  STOPPED(130);

  private final int exitCode;

  RunStatus(int exitCode) {
    this.exitCode = exitCode;
  }

  /** The process's exit status. */
  public int exitCode() {
    return exitCode;
  }

  /** Whether another attempt would have nothing to do. */
  boolean isDone() {
    return this == FINISHED || this == NOTHING_NEW;
  }
}
