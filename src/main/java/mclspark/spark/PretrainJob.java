package mclspark.spark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mclspark.UserError;
import mclspark.collective.Collective;
import mclspark.config.Device;
import mclspark.config.RunConfig;
import mclspark.train.JobCheckpoints;
import mclspark.train.MetricsEvent;
import mclspark.train.MetricsLog;
import mclspark.train.PretrainPlan;
import mclspark.train.PretrainResult;
import mclspark.train.PretrainRun;
import mclspark.train.ProgressFollower;
import mclspark.train.WorkerSite;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pre-training as a Spark job: the driver lists the data and checks everything, one barrier stage
 * trains from start to end, and a failed stage starts again from the last checkpoint.
 */
public final class PretrainJob {

  private static final Logger LOG = LoggerFactory.getLogger(PretrainJob.class);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final RunConfig config;
  private final SparkConf conf;
  private final Configuration hadoop;
  private final WorkerRequest request;
  private final JobCheckpoints checkpoints;

  /** Prepares a job; touches nothing yet. */
  public PretrainJob(RunConfig config) {
    this.config = config;
    conf = SparkSettings.conf(config.name());
    hadoop = SparkSettings.hadoop(conf);
    request =
        new WorkerRequest(
            config.ranks().workers(), config.ranks().device() == Device.GPU, PATIENCE);
    checkpoints = new JobCheckpoints(config, hadoop);
  }

  /**
   * Runs the job, or only checks and plans it.
   *
   * @param dryRun true to return the plan without running
   * @return one or more sentences for the user
   * @throws UserError with all problems at once, before anything starts
   * @throws GaveUpException if restarts brought no progress
   */
  public String run(boolean dryRun) throws InterruptedException {
    List<String> problems = new ArrayList<>();
    JobData data = JobData.list(config.data(), config.measuresKnn(), hadoop, problems);
    if (data.train() != null) {
      problems.addAll(config.problemsWithData(data.train().size()));
    }
    problems.addAll(checkpoints.problems());
    Preflight.check(conf, request, problems);
    PretrainPlan plan = new PretrainPlan(config, data.train().size());
    if (dryRun) {
      return plan.text();
    }
    LOG.info("{}", plan.text().strip());
    SparkSession session = SparkSessions.open(conf);
    try {
      data.describe(session, config.ranks().workers(), config.output());
      return train(JavaSparkContext.fromSparkContext(session.sparkContext()), data, plan);
    } finally {
      session.stop();
    }
  }

  private String train(JavaSparkContext spark, JobData data, PretrainPlan plan)
      throws InterruptedException {
    checkpoints.begin();
    PretrainRun.Data pictures = new PretrainRun.Data(data.train(), data.test());
    JobSecret secret = JobSecret.create(conf);
    List<PretrainResult> results;
    try (ProgressFollower progress =
        new ProgressFollower(config.output(), hadoop, config.name(), plan.steps())) {
      results =
          new RestartLoop(config.restart().limit(), checkpoints::lastStep)
              .run(restart -> attempt(spark, pictures, secret, restart));
    }
    return report(results);
  }

  private List<PretrainResult> attempt(
      JavaSparkContext spark, PretrainRun.Data pictures, JobSecret secret, int restart)
      throws InterruptedException {
    Preflight.awaitSlots(spark, request);
    String checkpoint = checkpoints.start();
    if (restart > 0) {
      try (MetricsLog log = MetricsLog.resume(config.output(), hadoop, Long.MAX_VALUE)) {
        log.append(new MetricsEvent.Restart(restart, checkpoints.lastStep(), "a worker failed"));
      }
    }
    RunConfig run = config;
    boolean local = SparkMaster.of(conf).isLocal();
    SerializableConfiguration files = new SerializableConfiguration(hadoop);
    return BarrierStage.run(
        spark,
        config.ranks().workers(),
        context -> {
          try (Collective workers =
              WorkerGroup.join(context, run.collective(), secret, run.hash())) {
            WorkerSite site =
                new WorkerSite(
                    workers,
                    WorkerGroup.device(context, run.ranks(), local),
                    files.value(),
                    context::stopIfInterrupted);
            return PretrainRun.run(run, pictures, checkpoint, site);
          }
        });
  }

  private String report(List<PretrainResult> results) {
    int skipped =
        SkippedPictures.write(
            config.output(),
            "skipped.tsv",
            hadoop,
            results.stream().flatMap(result -> result.skipped().stream()).toList());
    return "Done: %,d steps. Metrics and checkpoints are in %s.%s"
        .formatted(
            results.get(0).steps(),
            config.output(),
            skipped == 0
                ? ""
                : " %d broken pictures were skipped; they are listed in %s/skipped.tsv."
                    .formatted(skipped, config.output()));
  }
}
