package mclspark.spark;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import mclspark.run.Plan;
import mclspark.run.TrainingRun;
import mclspark.supervised.PeerScore;
import mclspark.supervised.SupervisedConfig;
import mclspark.supervised.SupervisedPlan;
import mclspark.supervised.SupervisedResult;
import mclspark.supervised.SupervisedTask;
import org.apache.spark.sql.SparkSession;

/** The driver's part of supervised training. */
record SupervisedDriver(SupervisedConfig config) implements JobDriver<SupervisedResult> {

  @Override
  public JobData list(TrainingStage stage, List<String> problems) {
    JobData data = JobData.list(config, true, stage.hadoop(), problems).matched(false, problems);
    problems.addAll(data.problems(config));
    if (data.train() != null) {
      problems.addAll(config.problemsWithClasses(data.picturesPerClass()));
    }
    return data;
  }

  @Override
  public Plan plan(JobData data) {
    return SupervisedPlan.of(config, data.train(), data.test());
  }

  @Override
  public TrainingRun.Factory<SupervisedResult> task() {
    SupervisedConfig run = config;
    return context -> new SupervisedTask(run, context);
  }

  @Override
  public String summary(SupervisedResult result, Supplier<SparkSession> tables) {
    int last = result.epochs().size() - 1;
    return "%s%n%s%nDone: %,d steps. Metrics and checkpoints are in %s."
        .formatted(
            line("Best epoch", result.bestEpoch(), result.epochs()),
            line("Last epoch", last, result.epochs()),
            result.steps(),
            config.output());
  }

  private static String line(String what, int epoch, List<PeerScore> history) {
    PeerScore score = history.get(epoch);
    String peers =
        score.peerTop1().stream()
            .map(percent -> String.format(Locale.ROOT, "%.2f", percent))
            .collect(Collectors.joining(" / "));
    return String.format(
        Locale.ROOT,
        "%s (%d): top-1 of the peers %s %%, of the ensemble %.2f %% of %,d test pictures",
        what,
        epoch,
        peers,
        score.ensembleTop1(),
        score.images());
  }
}
