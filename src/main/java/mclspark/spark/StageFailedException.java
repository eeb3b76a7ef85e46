package mclspark.spark;

import java.util.List;
import java.util.Optional;

/** A barrier stage failed; names the worker that failed first and why. */
public final class StageFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<WorkerFailure> failures;

  StageFailedException(
      Optional<WorkerFailure> first, List<WorkerFailure> failures, Exception jobFailure) {
    super(sentence(first, jobFailure), first.flatMap(WorkerFailure::cause).orElse(jobFailure));
    if (first.flatMap(WorkerFailure::cause).isPresent()) {
      addSuppressed(jobFailure);
    }
    this.failures = List.copyOf(failures);
  }

  /** How the workers ended, in the order in which Spark learnt of it; empty if none had started. */
  public List<WorkerFailure> failures() {
    return failures;
  }

  private static String sentence(Optional<WorkerFailure> first, Exception jobFailure) {
    return first
        .map(failure -> "worker %d failed: %s".formatted(failure.rank(), failure.reason()))
        .orElseGet(() -> "the workers could not be started: " + jobFailure.getMessage());
  }
}
