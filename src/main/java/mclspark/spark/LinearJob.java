package mclspark.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mclspark.UserError;
import mclspark.config.LinearConfig;
import mclspark.config.Resolved;
import mclspark.linear.LinearEncoders;
import mclspark.linear.LinearPlan;
import mclspark.linear.LinearResult;
import mclspark.linear.LinearRun;
import mclspark.pretrain.PretrainedEncoders;
import mclspark.run.JobCheckpoints;
import mclspark.spark.cluster.ExecutorDeadline;
import mclspark.spark.cluster.SparkSessions;
import mclspark.spark.cluster.SparkSettings;
import mclspark.spark.tables.LinearReport;
import mclspark.storage.OutputLease;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Linear classification on frozen encoders as a Spark job of its own (spec 2): the driver lists the
 * data and checks everything, one barrier stage trains and validates, and the driver writes the
 * results as tables. A failed stage starts again from the last checkpoint.
 */
public final class LinearJob implements TrainingJob {

  private static final Logger LOG = LoggerFactory.getLogger(LinearJob.class);

  private final LinearConfig config;
  private final TrainingStage stage;
  private final Optional<PretrainedEncoders> known; // read before, for the defaults

  /** Prepares a job; touches nothing yet. */
  public LinearJob(LinearConfig config) {
    this(config, Optional.empty());
  }

  private LinearJob(LinearConfig config, Optional<PretrainedEncoders> known) {
    this.config = config;
    this.known = known;
    stage = new TrainingStage(config);
  }

  /**
   * Prepares a job in which keys that the user has not set are taken from the encoders' run; reads
   * what their checkpoint says.
   */
  public static LinearJob of(Resolved<LinearConfig> given) {
    LinearConfig config = given.config();
    Configuration hadoop = SparkSettings.hadoop(SparkSettings.conf(config.name()));
    try {
      PretrainedEncoders encoders =
          LinearEncoders.of(config, new JobCheckpoints(config, hadoop), hadoop);
      return new LinearJob(encoders.normalized(given), Optional.of(encoders));
    } catch (UserError e) { // run() finds it again and tells it with all other problems
      return new LinearJob(config);
    }
  }

  @Override
  public boolean stop() {
    return stage.stop();
  }

  @Override
  public String run(boolean dryRun) throws InterruptedException {
    List<String> problems = new ArrayList<>();
    JobData data =
        JobData.list(config.data(), true, stage.hadoop(), problems).matched(false, problems);
    problems.addAll(dataProblems(data));
    PretrainedEncoders encoders = encoders(problems);
    if (encoders != null && data.train() != null) {
      LinearPlan.problem(encoders, data.train()).ifPresent(problems::add);
    }
    stage.check(data.train(), problems, dryRun);
    encoders.inputWarning(config).ifPresent(LOG::warn);
    LinearPlan plan =
        new LinearPlan(
            config,
            encoders,
            data.train().size(),
            data.test().size(),
            data.train().classNames().size());
    if (dryRun) {
      return plan.text();
    }
    LOG.info("{}", plan.text().strip());
    return OutputLease.holding(
        stage.checkpoints().output(),
        stage.hadoop(),
        () -> runOnSpark(data, encoders.location(), plan));
  }

  private String runOnSpark(JobData data, String encoders, LinearPlan plan)
      throws InterruptedException {
    SparkSession session = SparkSessions.open(stage.conf());
    try {
      stage.awaitSlots(JavaSparkContext.fromSparkContext(session.sparkContext()));
      data.describe();
      return train(session, data, encoders, plan);
    } finally {
      session.stop();
    }
  }

  private List<String> dataProblems(JobData data) {
    List<String> problems = new ArrayList<>();
    if (data.train() != null) {
      problems.addAll(config.problemsWithData(data.train().size()));
    }
    return problems;
  }

  /** Null if they can't be found, which then is a problem. */
  private PretrainedEncoders encoders(List<String> problems) {
    if (known.isPresent()) {
      return known.get();
    }
    try {
      return LinearEncoders.of(config, stage.checkpoints(), stage.hadoop());
    } catch (UserError e) {
      problems.add("pretrained: " + e.getMessage());
      return null;
    }
  }

  private String train(SparkSession session, JobData data, String encoders, LinearPlan plan)
      throws InterruptedException {
    LinearConfig run = config;
    LinearRun.Data pictures = new LinearRun.Data(data.train(), data.test());
    List<LinearResult> results =
        stage.run(
            JavaSparkContext.fromSparkContext(session.sparkContext()),
            plan.steps(),
            (checkpoint, site) -> LinearRun.run(run, pictures, encoders, checkpoint, site));
    List<LinearResult.Peer> peers = results.get(0).peers();
    ExecutorDeadline.during(session, () -> LinearReport.write(session, config.output(), peers));
    return "%s%nDone: %,d steps. Metrics, tables and checkpoints are in %s."
        .formatted(LinearReport.text(peers), results.get(0).steps(), config.output());
  }
}
