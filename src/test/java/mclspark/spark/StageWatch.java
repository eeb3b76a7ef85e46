package mclspark.spark;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** Sees on which executors the workers run, and when Spark learns of the first failure. */
final class StageWatch extends SparkListener {

  private final Map<Integer, String> executors = new HashMap<>(); // of the running workers
  private final Set<Integer> practice = new HashSet<>(); // stages
  private int practised;
  private long firstFailure;

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted event) {
    if (event.properties().getProperty("spark.job.description", "").startsWith("practice")) {
      practice.add(event.stageInfo().stageId());
    }
  }

  @Override
  public synchronized void onTaskStart(SparkListenerTaskStart event) {
    if (!practice.contains(event.stageId())) {
      executors.put(event.taskInfo().index(), event.taskInfo().executorId());
    }
  }

  /** Practice tasks of spare executors that have ended. */
  synchronized int practised() {
    return practised;
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
    if (practice.contains(event.stageId())) {
      practised++;
      return;
    }
    executors.remove(event.taskInfo().index(), event.taskInfo().executorId());
    if (firstFailure == 0 && event.reason() instanceof TaskFailedReason) {
      firstFailure = System.nanoTime();
    }
  }

  /** Forgets failures. */
  synchronized void arm() {
    firstFailure = 0;
  }

  /** When a worker has failed since {@link #arm}, by {@link System#nanoTime}; 0 if none has. */
  synchronized long firstFailure() {
    return firstFailure;
  }

  /** Workers that run. */
  synchronized int running() {
    return executors.size();
  }

  /** Spark's number of the executor that runs a worker. */
  synchronized String executor(int rank) {
    String executor = executors.get(rank);
    if (executor == null) {
      throw new AssertionError("worker " + rank + " does not run");
    }
    return executor;
  }
}
