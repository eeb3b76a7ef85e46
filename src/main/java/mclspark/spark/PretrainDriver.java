package mclspark.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import mclspark.UserError;
import mclspark.dataset.PictureListing;
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

  private static final String REMEDY =
      "for kNN name labelled ones by knn.train and data.test, or set knn.every_epochs=0.";

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
    JobData data =
        JobData.listForPretraining(config.data(), config.measuresKnn(), stage.hadoop(), problems);
    if (config.measuresKnn()) {
      if (!config.knn().train().isEmpty()) {
        data = data.withBank(config.data(), config.knn().train(), stage.hadoop(), problems);
      }
      List<String> unfit = problemsOfKnn(data);
      problems.addAll(unfit);
      data = unfit.isEmpty() ? data.matched(true, problems) : data;
    }
    problems.addAll(data.problems(config));
    try {
      start = WarmStart.of(config, stage.checkpoints(), stage.hadoop());
    } catch (UserError e) {
      problems.add("init_from: " + e.getMessage());
    }
    return data;
  }

  /** Why there can be no kNN accuracy on these pictures. */
  private List<String> problemsOfKnn(JobData data) {
    List<String> problems = new ArrayList<>();
    PictureListing bank = data.bank() == null ? data.train() : data.bank();
    String key = data.bank() == null ? "data.train" : "knn.train";
    if (bank != null) {
      JobData.unlabelled(key, config.bank(), bank, REMEDY)
          .or(() -> oneClass(key, bank))
          .ifPresent(problems::add);
      config.problemWithBank(bank.size()).ifPresent(problems::add);
    }
    JobData.unlabelled("data.test", config.data().test(), data.test(), REMEDY)
        .ifPresent(problems::add);
    return problems;
  }

  /** Neighbours of one class always agree, whatever the encoder has learnt. */
  private static Optional<String> oneClass(String key, PictureListing bank) {
    return bank.classNames().size() > 1
        ? Optional.empty()
        : Optional.of(
            ("%s has no classes to tell apart (all pictures are of %s), so kNN accuracy on"
                    + " data.test would say nothing: set knn.every_epochs=0, or give labelled"
                    + " pictures.")
                .formatted(key, bank.classNames().get(0)));
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
  public String summary(PretrainResult result, Supplier<SparkSession> tables) {
    return "Done: %,d steps. Metrics and checkpoints are in %s."
        .formatted(result.steps(), config.output());
  }
}
