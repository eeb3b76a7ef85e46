package mclspark.spark.barrier;

import java.io.Serializable;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import mclspark.UserError;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.Function1;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Runs one task on P slots at the same time: the only class that knows Spark's barrier mode and
 * Scala's types. If one worker fails, Spark ends the others and the stage fails; {@link
 * RestartLoop} may run it again.
 *
 * <p>Misuses: more workers than slots (Spark waits 40 s and fails; see {@code Preflight}); a task
 * that never asks {@link WorkerContext#isInterrupted} (it keeps its slot after a failure).
 */
public final class BarrierStage {

  private static final Duration LAUNCH_TIMEOUT = Duration.ofSeconds(60);

  private BarrierStage() {}

  /**
   * Runs a task on every worker and returns the results in rank order, null where a worker returned
   * null. While it runs, the calling thread's job group is taken; a cancelled or failed worker's
   * thread is interrupted.
   *
   * @throws mclspark.UserError the error that a worker ended with, if it was one
   * @throws StageFailedException if a worker failed for another reason
   * @throws GaveUpException if Spark has ended the whole application
   * @throws java.util.concurrent.CancellationException if the job was cancelled from outside
   * @throws InterruptedException if the calling thread was interrupted; the stage is cancelled
   */
  public static <R> List<R> run(JavaSparkContext spark, int workers, WorkerTask<R> task)
      throws InterruptedException {
    return run(spark, workers, LAUNCH_TIMEOUT, task);
  }

  /** Spark would wait without end for a slot that is lost between its count and the start. */
  public static <R> List<R> run(
      JavaSparkContext spark, int workers, Duration launchTimeout, WorkerTask<R> task)
      throws InterruptedException {
    String group = "barrier-" + UUID.randomUUID();
    FailureListener listener = new FailureListener(group);
    spark.sc().addSparkListener(listener);
    // Interrupts the workers' threads on a failure; it works as a property of the job only.
    spark.setJobGroup(group, description(spark, workers), true);
    try (LaunchDeadline deadline = LaunchDeadline.start(spark, listener, workers, launchTimeout)) {
      return valuesInRankOrder(workers(spark, workers, task).collect());
    } catch (Exception e) { // Scala throws SparkException and InterruptedException undeclared
      throw translate(spark, listener, e);
    } finally {
      spark.clearJobGroup();
      spark.sc().removeSparkListener(listener);
    }
  }

  /** The caller's description of the job, which a group would replace by its own. */
  private static String description(JavaSparkContext spark, int workers) {
    String stage = "barrier stage of " + workers + " workers";
    String described = spark.getLocalProperty("spark.job.description");
    return described == null ? stage : described + " (" + stage + ")";
  }

  private static <R> JavaRDD<WorkerResult> workers(
      JavaSparkContext spark, int workers, WorkerTask<R> task) {
    Function1<Iterator<Integer>, Iterator<WorkerResult>> body =
        (Function1<Iterator<Integer>, Iterator<WorkerResult>> & Serializable)
            slot -> CollectionConverters.asScala(List.of(WorkerBody.run(task)).iterator());
    ClassTag<WorkerResult> type = ClassTag$.MODULE$.apply(WorkerResult.class);
    RDD<Integer> slots = spark.parallelize(Collections.nCopies(workers, 1), workers).rdd();
    return new JavaRDD<>(slots.barrier().mapPartitions(body, false, type), type);
  }

  private static RuntimeException translate(
      JavaSparkContext spark, FailureListener listener, Exception caught)
      throws InterruptedException {
    if (caught instanceof InterruptedException interrupted) {
      spark.sc().cancelJobGroup(listener.group());
      throw interrupted;
    }
    RuntimeException failure = listener.failure(caught);
    return spark.sc().isStopped() && !(failure instanceof UserError)
        ? GaveUpException.applicationLost(
            failure instanceof CancellationException ? caught : failure)
        : failure;
  }

  @SuppressWarnings("unchecked") // WorkerBody put the R of the same task into each result
  private static <R> List<R> valuesInRankOrder(List<WorkerResult> results) {
    return (List<R>) results.stream().map(WorkerResult::value).collect(Collectors.toList());
  }
}
