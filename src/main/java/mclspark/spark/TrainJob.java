package mclspark.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import mclspark.config.TrainConfig;
import mclspark.spark.cluster.SparkSessions;
import mclspark.storage.OutputLease;
import mclspark.supervised.PeerScore;
import mclspark.supervised.TrainPlan;
import mclspark.supervised.TrainResult;
import mclspark.supervised.TrainRun;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Supervised training with mutual contrastive learning as a Spark job (spec 3, 4): the driver lists
 * the data and checks everything, one barrier stage trains and tests from start to end, and a
 * failed stage starts again from the last checkpoint.
 */
public final class TrainJob implements TrainingJob {

  private static final Logger LOG = LoggerFactory.getLogger(TrainJob.class);

  private final TrainConfig config;
  private final TrainingStage stage;

  /** Prepares a job; touches nothing yet. */
  public TrainJob(TrainConfig config) {
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
    JobData data =
        JobData.list(config.data(), true, stage.hadoop(), problems).matched(false, problems);
    if (data.train() != null) {
      problems.addAll(config.problemsWithData(data.train().size()));
      problems.addAll(config.problemsWithClasses(data.picturesPerClass()));
    }
    stage.check(data.train(), problems, dryRun);
    TrainPlan plan = TrainPlan.of(config, data.train(), data.test());
    if (dryRun) {
      return plan.text();
    }
    Optional<String> before = stage.completedBefore(plan.steps());
    if (before.isPresent()) {
      return before.get();
    }
    LOG.info("{}", plan.text().strip());
    return OutputLease.holding(
        stage.checkpoints().output(), stage.hadoop(), () -> runOnSpark(data, plan));
  }

  private String runOnSpark(JobData data, TrainPlan plan) throws InterruptedException {
    SparkSession session = SparkSessions.open(stage.conf());
    try {
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
      stage.awaitSlots(spark);
      data.describe();
      return train(spark, data, plan);
    } finally {
      session.stop();
    }
  }

  private String train(JavaSparkContext spark, JobData data, TrainPlan plan)
      throws InterruptedException {
    TrainConfig run = config;
    TrainRun.Data pictures = new TrainRun.Data(data.train(), data.test());
    TrainResult result =
        stage
            .run(
                spark,
                plan.steps(),
                (checkpoint, site) -> TrainRun.run(run, pictures, checkpoint, site))
            .get(0);
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
