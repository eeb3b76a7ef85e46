package mclspark.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mclspark.UserError;
import mclspark.config.RunConfig;
import mclspark.pretrain.PretrainPlan;
import mclspark.pretrain.PretrainResult;
import mclspark.pretrain.PretrainRun;
import mclspark.pretrain.WarmStart;
import mclspark.spark.cluster.SparkSessions;
import mclspark.storage.OutputLease;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pre-training as a Spark job: the driver lists the data and checks everything, one barrier stage
 * trains from start to end, and a failed stage starts again from the last checkpoint.
 */
public final class PretrainJob implements TrainingJob {

  private static final Logger LOG = LoggerFactory.getLogger(PretrainJob.class);

  private final RunConfig config;
  private final TrainingStage stage;

  /** Prepares a job; touches nothing yet. */
  public PretrainJob(RunConfig config) {
    this.config = config;
    stage = new TrainingStage(config);
  }

  @Override
  public boolean stop() {
    return stage.stop();
  }

  @Override
  public String run(boolean dryRun) throws InterruptedException {
    List<String> problems = new ArrayList<>();
    JobData listed =
        JobData.listForPretraining(config.data(), config.measuresKnn(), stage.hadoop(), problems);
    Optional<String> unlabelled = unlabelled(listed);
    unlabelled.ifPresent(problems::add);
    JobData data = unlabelled.isPresent() ? listed : listed.matched(true, problems);
    if (data.train() != null) {
      problems.addAll(config.problemsWithData(data.train().size()));
    }
    WarmStart start = start(problems);
    stage.check(data.train(), problems, dryRun);
    PretrainPlan plan = new PretrainPlan(config, data.train().size());
    if (dryRun) {
      return plan.text();
    }
    Optional<String> before = stage.completedBefore(plan.steps());
    if (before.isPresent()) {
      return before.get();
    }
    LOG.info("{}", plan.text().strip());
    return OutputLease.holding(
        stage.checkpoints().output(), stage.hadoop(), () -> runOnSpark(data, start, plan));
  }

  private String runOnSpark(JobData data, WarmStart start, PretrainPlan plan)
      throws InterruptedException {
    SparkSession session = SparkSessions.open(stage.conf());
    try {
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
      stage.awaitSlots(spark);
      data.describe();
      return train(spark, new PretrainRun.Data(data.train(), data.test(), start), plan);
    } finally {
      session.stop();
    }
  }

  /** Neighbours of one class always agree, whatever the encoder has learnt. */
  private Optional<String> unlabelled(JobData data) {
    if (!config.measuresKnn() || data.train() == null || data.train().classNames().size() > 1) {
      return Optional.empty();
    }
    if (!data.train().labelled()) {
      return Optional.of(
          "data.train: %s holds unlabelled pictures, so there is no kNN accuracy; set knn.every_epochs=0 or give class folders."
              .formatted(config.data().train()));
    }
    return Optional.of(
        ("data.train has no classes to tell apart (all pictures are of %s), so kNN accuracy on"
                + " data.test would say nothing: set knn.every_epochs=0, or give labelled pictures.")
            .formatted(data.train().classNames().get(0)));
  }

  /** Null if it can't be found, which then is a problem. */
  private WarmStart start(List<String> problems) {
    try {
      return WarmStart.of(config, stage.checkpoints(), stage.hadoop());
    } catch (UserError e) {
      problems.add("init_from: " + e.getMessage());
      return null;
    }
  }

  private String train(JavaSparkContext spark, PretrainRun.Data pictures, PretrainPlan plan)
      throws InterruptedException {
    RunConfig run = config;
    List<PretrainResult> results =
        stage.run(
            spark,
            plan.steps(),
            (checkpoint, site) -> PretrainRun.run(run, pictures, checkpoint, site));
    return "Done: %,d steps. Metrics and checkpoints are in %s."
        .formatted(results.get(0).steps(), config.output());
  }
}
