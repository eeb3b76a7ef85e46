package mclspark.spark.barrier;

import java.util.Optional;
import java.util.Set;
import mclspark.StorageError;
import mclspark.UserError;
import mclspark.collective.RankFailedException;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.TaskKilled;
import org.apache.spark.scheduler.TaskInfo;

/**
 * How one worker ended, as Spark told the driver.
 *
 * @param rank the worker
 * @param kind whether it is the cause of a failed stage or follows from another worker's failure
 * @param reason class and message of its exception, or Spark's words
 * @param cause the exception itself, if it could travel
 * @param crash the end of its JVM, if that was a crash
 */
public record WorkerFailure(
    int rank, Kind kind, String reason, Optional<Throwable> cause, Optional<WorkerCrash> crash) {

  /** What a failure says about the stage; earlier kinds explain more. */
  public enum Kind {
    /** A mistake of the user. */
    USER_ERROR,
    /** An exception of this worker, or the loss of its executor. */
    OWN,
    /** This worker noticed that another one failed. */
    NOTICED,
    /** Spark ended this worker. */
    KILLED
  }

  /** Exceptions whose message tells all without their names. */
  private static final Set<String> SENTENCES =
      Set.of(
          WorkerFailedException.class.getName(),
          StorageError.class.getName(),
          DeadGpuException.class.getName());

  WorkerFailure(int rank, Kind kind, String reason, Optional<Throwable> cause) {
    this(rank, kind, reason, cause, Optional.empty());
  }

  static WorkerFailure of(TaskInfo task, TaskFailedReason reason) {
    int rank = task.index();
    if (reason instanceof TaskKilled) {
      return new WorkerFailure(rank, Kind.KILLED, reason.toErrorString(), Optional.empty());
    }
    if (!(reason instanceof ExceptionFailure failure)) {
      return new WorkerFailure(
          rank,
          Kind.OWN,
          inOneLine(reason.toErrorString()),
          Optional.empty(),
          WorkerCrash.of(task, reason));
    }
    if (failure.className().equals(UserError.class.getName())) {
      UserError error = new UserError(failure.description());
      return new WorkerFailure(rank, Kind.USER_ERROR, failure.description(), Optional.of(error));
    }
    boolean noticed = failure.className().equals(RankFailedException.class.getName());
    return new WorkerFailure(
        rank, noticed ? Kind.NOTICED : Kind.OWN, describe(failure), cause(failure));
  }

  /** YARN's words have several lines. */
  static String inOneLine(String words) {
    return words.strip().replaceAll("\\s+", " ").replaceAll(" \\.(?= |$)", ".");
  }

  private static String describe(ExceptionFailure failure) {
    return SENTENCES.contains(failure.className())
        ? failure.description()
        : failure.className() + ": " + failure.description();
  }

  private static Optional<Throwable> cause(ExceptionFailure failure) {
    Throwable thrown = failure.exception().getOrElse(() -> null);
    return Optional.ofNullable(
        thrown instanceof WorkerFailedException wrapper ? wrapper.getCause() : thrown);
  }
}
