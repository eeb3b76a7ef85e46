package mclspark.spark;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import mclspark.run.JobConfig;
import mclspark.run.Plan;
import mclspark.run.TrainingRun;
import org.apache.spark.sql.SparkSession;

/**
 * What one kind of {@link TrainingJob} does of its own on the driver.
 *
 * @param <R> what a worker reports
 */
interface JobDriver<R> {

  /** The run. */
  JobConfig config();

  /**
   * Lists the pictures, and adds a problem for whatever forbids the job.
   *
   * @param stage tells of checkpoints and file systems
   */
  JobData list(TrainingStage stage, List<String> problems);

  /** The checkpoint that the job begins with, if all listed pictures have been seen by its run. */
  default Optional<String> allSeenBy() {
    return Optional.empty();
  }

  /** What will be done, after a list without problems. */
  Plan plan(JobData data);

  /** Whether a run that was trained to its end before has nothing left to do. */
  default boolean endsWithTraining() {
    return true;
  }

  /** Writes into the output what has to be there before anything is trained. */
  default void begin(TrainingStage stage) {}

  /** Builds a worker's task, on the worker. */
  TrainingRun.Factory<R> task();

  /**
   * Writes what came out where it belongs, and says it to the user.
   *
   * @param tables starts Spark's tables, which takes seconds
   */
  String summary(R result, Supplier<SparkSession> tables) throws InterruptedException;
}
