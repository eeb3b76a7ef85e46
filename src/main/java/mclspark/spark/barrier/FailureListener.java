package mclspark.spark.barrier;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mclspark.UserError;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * Collects why the workers of one job group ended. The exception of a failed barrier job holds the
 * workers' exceptions as text only; the task events hold class, message and, as a rule, the object.
 */
final class FailureListener extends SparkListener {

  private static final Duration EVENTS_TIMEOUT = Duration.ofSeconds(5);

  private final String group;
  private final Set<Integer> jobs = new HashSet<>();
  private final Set<Integer> stages = new HashSet<>();
  private final List<WorkerFailure> failures = new ArrayList<>();
  private int started;
  private String missedLaunch = "";
  private final CountDownLatch ended = new CountDownLatch(1);

  FailureListener(String group) {
    this.group = group;
  }

  String group() {
    return group;
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart event) {
    Properties properties = event.properties();
    if (properties != null && group.equals(properties.getProperty("spark.jobGroup.id"))) {
      jobs.add(event.jobId());
      event.stageInfos().foreach(stage -> stages.add(stage.stageId()));
    }
  }

  @Override
  public synchronized void onTaskStart(SparkListenerTaskStart event) {
    if (stages.contains(event.stageId())) {
      started++;
    }
  }

  /** Called when the time to start is over; true if not all workers have started. */
  synchronized boolean launchIsOver(int workers, Duration timeout) {
    if (started >= workers) {
      return false;
    }
    missedLaunch =
        "%d of %d had a slot after %d s".formatted(started, workers, timeout.toSeconds());
    return true;
  }

  private synchronized String missedLaunch() {
    return missedLaunch;
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
    if (stages.contains(event.stageId()) && event.reason() instanceof TaskFailedReason reason) {
      failures.add(WorkerFailure.of(event.taskInfo(), reason));
    }
  }

  @Override
  public synchronized void onJobEnd(SparkListenerJobEnd event) {
    if (jobs.contains(event.jobId())) {
      ended.countDown();
    }
  }

  /** What to throw for a job that failed with the given exception. */
  RuntimeException failure(Exception jobFailure) throws InterruptedException {
    if (!ended.await(EVENTS_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
      return hasStarted()
          ? StageFailedException.forUnknownReason(seen(), jobFailure)
          : new StageFailedException(Optional.empty(), seen(), jobFailure);
    }
    List<WorkerFailure> seen = seen();
    if (!missedLaunch().isEmpty()) {
      Exception late = new LaunchTimeoutException(missedLaunch(), jobFailure);
      return new StageFailedException(Optional.empty(), seen, late);
    }
    Optional<WorkerFailure> first = seen.stream().min(Comparator.comparing(WorkerFailure::kind));
    // A stage that fails by itself has a worker that was not killed.
    if (first.map(failure -> failure.kind() == WorkerFailure.Kind.KILLED).orElse(true)) {
      return cancelled(jobFailure);
    }
    if (first.get().kind() == WorkerFailure.Kind.USER_ERROR
        && first.get().cause().orElse(null) instanceof UserError error) {
      error.addSuppressed(jobFailure);
      return error;
    }
    return new StageFailedException(first, seen, jobFailure);
  }

  private synchronized boolean hasStarted() {
    return !jobs.isEmpty();
  }

  private synchronized List<WorkerFailure> seen() {
    return List.copyOf(failures);
  }

  private static CancellationException cancelled(Exception jobFailure) {
    CancellationException cancelled =
        new CancellationException(
            "The job was cancelled, in the Spark UI for instance; what it has saved stands. ("
                + jobFailure.getMessage()
                + ")");
    cancelled.initCause(jobFailure);
    return cancelled;
  }
}
