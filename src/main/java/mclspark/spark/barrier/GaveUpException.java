package mclspark.spark.barrier;

import mclspark.UserError;

/**
 * A job failed again and again without progress, crashed twice at the same step, or lost its
 * cluster; the command line ends with exit code 3.
 */
public final class GaveUpException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private GaveUpException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A master ends an application that has lost too many executors, for instance. */
  public static GaveUpException applicationLost(Throwable cause) {
    return new GaveUpException(
        "Spark has ended this application; what it has saved stands."
            + (cause == null ? "" : " (" + cause.getMessage() + ")"),
        cause);
  }

  /** A cluster that had slots has none any more. */
  public static GaveUpException slotsLost(UserError lack) {
    return new GaveUpException(
        "The cluster is lost; what the run has saved stands. " + lack.getMessage(), lack);
  }

  /** The same with a further sentence on why. */
  static GaveUpException because(GaveUpException end, String why) {
    return new GaveUpException(end.getMessage() + " " + why, end);
  }

  /** In local mode the driver's own process has lost its GPU. */
  static GaveUpException gpuLost(RuntimeException last) {
    return new GaveUpException(
        "This process has to end; what the run has saved stands, and the same command goes on from"
            + " it. "
            + last.getMessage(),
        last);
  }

  /**
   * A crash of native code comes back where its cause is in the data or the machine.
   *
   * @param step the last one that the workers have told of, from 0, or below 0
   */
  static GaveUpException crashedTwice(
      WorkerCrash first, WorkerCrash second, long step, RuntimeException last) {
    return new GaveUpException(
        "%s died twice by a signal %s (%s): see %s. What the run has saved stands."
            .formatted(
                first.host().equals(second.host())
                    ? "The worker JVM on " + second.host()
                    : "Worker JVMs on " + first.host() + " and " + second.host(),
                step < 0 ? "before any step was told" : "at the same step, near step " + (step + 1),
                second.end(),
                second.report()),
        last);
  }

  GaveUpException(int failures, long step, RuntimeException last) {
    super(
        "Gave up after %s without a new checkpoint (last one: %s). %s"
            .formatted(
                failures == 1 ? "a failure" : failures + " failures in a row",
                RestartLoop.checkpointAt(step),
                last.getMessage()),
        last);
  }
}
