package mclspark.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import mclspark.UserError;
import mclspark.exporting.RunExport;
import mclspark.linear.ClassifierConfig;
import mclspark.linear.FinetuneConfig;
import mclspark.linear.LinearConfig;
import mclspark.pretrain.PretrainConfig;
import mclspark.run.JobConfig;
import mclspark.run.Plan;
import mclspark.run.Resolved;
import mclspark.run.RunData;
import mclspark.run.TrainingRun;
import mclspark.run.WorkerEnvironment;
import mclspark.schedule.Launch;
import mclspark.schedule.Slot;
import mclspark.schedule.Slots;
import mclspark.spark.barrier.GaveUpException;
import mclspark.spark.cluster.SparkMaster;
import mclspark.spark.cluster.SparkSessions;
import mclspark.supervised.SupervisedConfig;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job that trains, on Spark: the driver lists the data and checks everything, one barrier stage
 * trains from start to end, and a failed stage starts again from the last checkpoint.
 */
public final class TrainingJob {

  private static final Logger LOG = LoggerFactory.getLogger(TrainingJob.class);

  private final JobDriver<?> driver;
  private final TrainingStage stage;
  private Slots slots;
  private Slot slot;

  private TrainingJob(JobDriver<?> driver) {
    this.driver = driver;
    stage = new TrainingStage(driver.config());
    slots = new Slots(driver.config(), stage.hadoop());
    slot = Slot.fixed(driver.config());
  }

  /**
   * Makes the job one of a schedule.
   *
   * @param runs of the schedule
   * @param own that of this job, in whose output it runs
   */
  public TrainingJob scheduled(Slots runs, Slot own) {
    slots = runs;
    slot = own;
    return this;
  }

  /** Contrastive pre-training; touches nothing yet. */
  public static TrainingJob pretrain(PretrainConfig config) {
    return new TrainingJob(new PretrainDriver(config));
  }

  /** Supervised training; touches nothing yet. */
  public static TrainingJob supervised(SupervisedConfig config) {
    return new TrainingJob(new SupervisedDriver(config));
  }

  /**
   * Linear classification, in which keys that the user has not set are taken from the encoders'
   * run; reads what their checkpoint says.
   */
  public static TrainingJob linear(Resolved<LinearConfig> given) {
    return new TrainingJob(LinearDriver.of(given));
  }

  /** Fine-tuning, likewise. */
  public static TrainingJob finetune(Resolved<FinetuneConfig> given) {
    return new TrainingJob(LinearDriver.of(given));
  }

  /** Linear classification or fine-tuning under just this configuration. */
  static TrainingJob linear(ClassifierConfig config) {
    return new TrainingJob(new LinearDriver(config, Optional.empty()));
  }

  /**
   * Runs the job, or only checks and plans it.
   *
   * @param dryRun true to return the plan without running
   * @return the plan, or the results, for the user
   * @throws UserError with all problems at once, before anything starts
   * @throws GaveUpException if restarts brought no progress, or the cluster is gone
   * @throws InterruptedException if it was stopped; its message tells what is saved
   */
  public String run(boolean dryRun) throws InterruptedException {
    return run(Launch.now(dryRun));
  }

  /**
   * As above, and nothing is trained where nothing is new, if that is wanted.
   *
   * @throws TimeUpException if {@code run.max_hours} are over
   */
  public String run(Launch launch) throws InterruptedException {
    return run(driver, launch);
  }

  /**
   * Asks a running job to save a checkpoint after the present step and to end; for any thread.
   *
   * @return false if there is nothing to save, because no worker trains
   * @throws UserError if the workers can't be told
   */
  public boolean stop() {
    return stage.stop();
  }

  private <R> String run(JobDriver<R> kind, Launch launch) throws InterruptedException {
    boolean dryRun = launch.dryRun();
    List<String> problems = new ArrayList<>();
    if (!dryRun && SparkMaster.of(stage.conf()).isLocal()) {
      WorkerEnvironment.loadLibraries(); // beside Spark's start
    }
    JobData data = kind.list(stage, problems);
    JobResult result = new JobResult(kind.config(), stage, slot);
    Optional<String> seenBy = launch.ifChanged() && !dryRun ? kind.allSeenBy() : Optional.empty();
    if (seenBy.isPresent()) {
      // before the check, for what is left may be too little to train on
      Optional<String> allSeen = result.allSeen(seenBy.get(), slots);
      if (allSeen.isPresent()) {
        return allSeen.get();
      }
    }
    stage.check(data.train(), problems, dryRun);
    Plan plan = kind.plan(data);
    if (dryRun) {
      return plan.text();
    }
    if (kind.endsWithTraining() && stage.isComplete(plan.steps())) {
      String before =
          "Done before: %,d steps. Metrics and checkpoints are in %s; `mcl report` shows them."
              .formatted(plan.steps(), kind.config().output());
      result.complete(data.train(), before);
      return before;
    }
    Optional<String> nothingNew =
        launch.ifChanged() ? result.nothingNew(data.train(), slots) : Optional.empty();
    if (nothingNew.isPresent()) {
      return nothingNew.get();
    }
    LOG.info("{}", plan.text().strip());
    try (TimeLimit limit = new TimeLimit(kind.config().run().maxHours(), stage::timeUp)) {
      return result.of(data.train(), () -> runOnSpark(kind, data, plan));
    }
  }

  private <R> String runOnSpark(JobDriver<R> kind, JobData data, Plan plan)
      throws InterruptedException {
    JavaSparkContext spark = SparkSessions.openWithoutTables(stage.conf());
    Supplier<SparkSession> tables = () -> SparkSessions.open(stage.conf());
    try {
      stage.awaitSlots(spark);
      data.describe();
      kind.begin(stage);
      LeakCheck.run(tables, kind.config().data(), data.train(), stage.hadoop());
      RunData pictures = new RunData(data.train(), data.bank(), data.test());
      JobConfig config = kind.config();
      TrainingRun.Factory<R> task = kind.task();
      R result =
          stage.run(
              spark,
              plan.steps(),
              (checkpoint, site) -> TrainingRun.run(config, pictures, checkpoint, site, task));
      RunExport.write(config, stage.hadoop());
      return kind.summary(result, tables);
    } finally {
      SparkSessions.close(spark);
    }
  }
}
