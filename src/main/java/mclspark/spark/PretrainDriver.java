package mclspark.spark;

import java.util.List;
import java.util.Optional;
import mclspark.UserError;
import mclspark.pretrain.PretrainConfig;
import mclspark.pretrain.PretrainPlan;
import mclspark.pretrain.PretrainResult;
import mclspark.pretrain.PretrainTask;
import mclspark.pretrain.WarmStart;
import mclspark.run.Plan;
import mclspark.run.TrainingRun;
import org.apache.spark.sql.SparkSession;

/** The driver's part of pre-training. */
final class PretrainDriver implements JobDriver<PretrainResult> {

  private final PretrainConfig config;
  private WarmStart start = WarmStart.NONE;

  PretrainDriver(PretrainConfig config) {
    this.config = config;
  }

  @Override
  public PretrainConfig config() {
    return config;
  }

  @Override
  public JobData list(TrainingStage stage, List<String> problems) {
    JobData listed =
        JobData.listForPretraining(config.data(), config.measuresKnn(), stage.hadoop(), problems);
    Optional<String> unlabelled = unlabelled(listed);
    unlabelled.ifPresent(problems::add);
    JobData data = unlabelled.isPresent() ? listed : listed.matched(true, problems);
    problems.addAll(data.problems(config));
    try {
      start = WarmStart.of(config, stage.checkpoints(), stage.hadoop());
    } catch (UserError e) {
      problems.add("init_from: " + e.getMessage());
    }
    return data;
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

  @Override
  public Plan plan(JobData data) {
    return new PretrainPlan(config, data.train().size());
  }

  @Override
  public TrainingRun.Factory<PretrainResult> task() {
    PretrainConfig run = config;
    WarmStart from = start;
    return context -> new PretrainTask(run, from, context);
  }

  @Override
  public String summary(PretrainResult result, SparkSession session) {
    return "Done: %,d steps. Metrics and checkpoints are in %s."
        .formatted(result.steps(), config.output());
  }
}
