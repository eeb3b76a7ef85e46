package mclspark.spark;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import mclspark.UserError;
import mclspark.schedule.RunStatus;
import mclspark.spark.barrier.GaveUpException;

/**
 * How a failure ends a command, for the console, the exit code and {@code result.json} alike.
 *
 * @param status {@link RunStatus#BUG} for everything unforeseen
 * @param sentence what the user is told; of a bug only what it is
 */
public record JobEnd(RunStatus status, String sentence) {

  /** Looks at a failure and its causes; what a job says of itself goes before what it met. */
  public static JobEnd of(Throwable failure) {
    return end(failure, GaveUpException.class, RunStatus.GAVE_UP)
        .or(() -> end(failure, UserError.class, RunStatus.FAILED))
        .or(() -> end(failure, TimeUpException.class, RunStatus.TIME_UP))
        .or(() -> end(failure, InterruptedException.class, RunStatus.STOPPED))
        .or(() -> end(failure, CancellationException.class, RunStatus.STOPPED))
        .orElseGet(() -> new JobEnd(RunStatus.BUG, failure.toString()));
  }

  private static Optional<JobEnd> end(
      Throwable failure, Class<? extends Throwable> type, RunStatus status) {
    return find(failure, type)
        .map(cause -> Optional.ofNullable(cause.getMessage()).orElse("Interrupted."))
        .map(sentence -> new JobEnd(status, sentence));
  }

  /** The failure, or the first of its causes, that is of a type. */
  public static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return Optional.of(type.cast(cause));
      }
    }
    return Optional.empty();
  }
}
