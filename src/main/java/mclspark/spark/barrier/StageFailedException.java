package mclspark.spark.barrier;

import java.util.List;
import java.util.Optional;
import org.apache.spark.scheduler.BarrierJobSlotsNumberCheckFailed;

/** A barrier stage failed; names the worker that failed first and why. */
public final class StageFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<WorkerFailure> failures;
  private final boolean mayPass;

  StageFailedException(
      Optional<WorkerFailure> first, List<WorkerFailure> failures, Exception jobFailure) {
    this(
        first,
        failures,
        jobFailure,
        jobFailure instanceof LaunchTimeoutException
            || jobFailure instanceof BarrierJobSlotsNumberCheckFailed);
  }

  /** Of a stage that had started, when Spark's events are late, as in a driver without breath. */
  static StageFailedException forUnknownReason(List<WorkerFailure> failures, Exception jobFailure) {
    return new StageFailedException(failures.stream().findFirst(), failures, jobFailure, true);
  }

  private StageFailedException(
      Optional<WorkerFailure> first,
      List<WorkerFailure> failures,
      Exception jobFailure,
      boolean mayPass) {
    super(sentence(first, jobFailure), first.flatMap(WorkerFailure::cause).orElse(jobFailure));
    if (first.flatMap(WorkerFailure::cause).isPresent()) {
      addSuppressed(jobFailure);
    }
    this.failures = List.copyOf(failures);
    this.mayPass = mayPass;
  }

  /**
   * Whether another attempt may end better: not where no worker was started for another reason than
   * a lack of slots, since that would be so again.
   */
  public boolean mayRunAgain() {
    return mayPass || !failures.isEmpty();
  }

  /** How the workers ended, in the order in which Spark learnt of it; empty if none had started. */
  public List<WorkerFailure> failures() {
    return failures;
  }

  /** The first worker whose JVM has crashed, if there is one. */
  Optional<WorkerCrash> crash() {
    return failures.stream().flatMap(failure -> failure.crash().stream()).findFirst();
  }

  private static String sentence(Optional<WorkerFailure> first, Exception jobFailure) {
    return first
        .map(failure -> "worker %d failed: %s".formatted(failure.rank(), failure.reason()))
        .orElseGet(() -> "the workers could not be started: " + jobFailure.getMessage());
  }
}
