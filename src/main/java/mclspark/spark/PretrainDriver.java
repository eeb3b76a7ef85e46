package mclspark.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import mclspark.UserError;
import mclspark.dataset.DataConfig;
import mclspark.dataset.DataFormat;
import mclspark.dataset.PictureListing;
import mclspark.pretrain.PretrainConfig;
import mclspark.pretrain.PretrainPlan;
import mclspark.pretrain.PretrainResult;
import mclspark.pretrain.PretrainTask;
import mclspark.pretrain.SeenPictures;
import mclspark.pretrain.WarmStart;
import mclspark.run.DataSets;
import mclspark.run.Plan;
import mclspark.run.TrainingRun;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** The driver's part of pre-training. */
final class PretrainDriver implements JobDriver<PretrainResult> {

  private static final String REMEDY =
      "for kNN name labelled ones by knn.train and data.test, or set knn.every_epochs=0.";

  private final PretrainConfig config;
  private WarmStart start = WarmStart.NONE;
  private Optional<SeenPictures> seen = Optional.empty(); // where pictures have names
  private boolean allSeen;

  PretrainDriver(PretrainConfig config) {
    this.config = config;
  }

  @Override
  public PretrainConfig config() {
    return config;
  }

  @Override
  public JobData list(TrainingStage stage, List<String> problems) {
    try {
      start = WarmStart.of(config, stage.checkpoints(), stage.hadoop());
    } catch (UserError e) {
      problems.add(
          (config.pretrained().isEmpty() ? "init_from: " : "pretrained: ") + e.getMessage());
    }
    JobData data =
        JobData.listForPretraining(
            config.data(), this::train, config.measuresKnn(), stage.hadoop(), problems);
    if (config.measuresKnn()) {
      if (!config.knn().train().isEmpty()) {
        data = data.withBank(config.data(), config.knn().train(), stage.hadoop(), problems);
      }
      List<String> unfit = problemsOfKnn(config, data);
      problems.addAll(unfit);
      data = unfit.isEmpty() ? data.matched(true, problems) : data;
    }
    problems.addAll(data.problems(config));
    return data;
  }

  /** New pictures, and the wanted share of those that the networks were trained on before. */
  private PictureListing train(DataConfig data, Configuration hadoop) {
    PictureListing all = DataSets.unlabelledTrain(data, hadoop);
    if (data.format() == DataFormat.FOLDER) {
      seen = Optional.of(SeenPictures.of(all, data.train(), hadoop));
    }
    if (data.replayFraction() == 1 || start.location().isEmpty()) {
      return all;
    }
    SeenPictures.Replay replay =
        SeenPictures.of(start.location(), hadoop)
            .replay(all, data.train(), data.replayFraction(), config.seed(), hadoop);
    allSeen = replay.fresh() == 0;
    return replay.pictures();
  }

  @Override
  public Optional<String> allSeenBy() {
    return allSeen ? Optional.of(start.location()) : Optional.empty();
  }

  @Override
  public void begin(TrainingStage stage) {
    seen.ifPresent(pictures -> pictures.write(stage.checkpoints().output(), stage.hadoop()));
  }

  /** Why there can be no kNN accuracy on these pictures. */
  static List<String> problemsOfKnn(PretrainConfig config, JobData data) {
    List<String> problems = new ArrayList<>();
    PictureListing bank = data.neighbours();
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
