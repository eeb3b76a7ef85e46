package mclspark.spark;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import mclspark.UserError;
import mclspark.linear.ClassifierConfig;
import mclspark.linear.LinearEncoders;
import mclspark.linear.LinearPlan;
import mclspark.linear.LinearResult;
import mclspark.linear.LinearTask;
import mclspark.pretrain.PretrainedEncoders;
import mclspark.run.JobCheckpoints;
import mclspark.run.Plan;
import mclspark.run.Resolved;
import mclspark.run.TrainingRun;
import mclspark.spark.cluster.ExecutorDeadline;
import mclspark.spark.cluster.SparkSettings;
import mclspark.spark.tables.LinearReport;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's part of linear classification and fine-tuning: finds the encoders, writes the result
 * tables.
 */
final class LinearDriver implements JobDriver<LinearResult> {

  private static final Logger LOG = LoggerFactory.getLogger(LinearDriver.class);

  private final ClassifierConfig config;
  private Optional<PretrainedEncoders> encoders;

  LinearDriver(ClassifierConfig config, Optional<PretrainedEncoders> encoders) {
    this.config = config;
    this.encoders = encoders;
  }

  static <T extends Record & ClassifierConfig> LinearDriver of(Resolved<T> given) {
    T config = given.config();
    Configuration hadoop = SparkSettings.hadoop(SparkSettings.conf(config.name()));
    try {
      PretrainedEncoders encoders =
          LinearEncoders.of(config, new JobCheckpoints(config, hadoop), hadoop);
      return new LinearDriver(encoders.normalized(given), Optional.of(encoders));
    } catch (UserError e) { // list() finds it again and tells it with all other problems
      return new LinearDriver(config, Optional.empty());
    }
  }

  @Override
  public ClassifierConfig config() {
    return config;
  }

  @Override
  public JobData list(TrainingStage stage, List<String> problems) {
    JobData data = JobData.list(config, true, stage.hadoop(), problems).matched(false, problems);
    problems.addAll(data.problems(config));
    if (encoders.isEmpty()) {
      try {
        encoders = Optional.of(LinearEncoders.of(config, stage.checkpoints(), stage.hadoop()));
      } catch (UserError e) {
        problems.add("pretrained: " + e.getMessage());
      }
    }
    if (encoders.isPresent() && data.train() != null) {
      LinearPlan.problem(encoders.get(), data.train()).ifPresent(problems::add);
    }
    return data;
  }

  @Override
  public Plan plan(JobData data) {
    PretrainedEncoders from = encoders.orElseThrow();
    from.inputWarning(config).ifPresent(LOG::warn);
    return new LinearPlan(
        config, from, data.train().size(), data.test().size(), data.train().classNames().size());
  }

  /** The tables come after it. */
  @Override
  public boolean endsWithTraining() {
    return false;
  }

  @Override
  public TrainingRun.Factory<LinearResult> task() {
    ClassifierConfig run = config;
    String location = encoders.orElseThrow().location();
    return context ->
        new LinearTask(run, LinearEncoders.at(location, run, context.site().hadoop()), context);
  }

  @Override
  public String summary(LinearResult result, Supplier<SparkSession> tables)
      throws InterruptedException {
    List<LinearResult.Peer> peers = result.peers();
    SparkSession session = tables.get();
    ExecutorDeadline.during(session, () -> LinearReport.write(session, config.output(), peers));
    return "%s%nDone: %,d steps. Metrics, tables and checkpoints are in %s."
        .formatted(LinearReport.text(peers), result.steps(), config.output());
  }
}
