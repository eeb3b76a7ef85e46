package mclspark.spark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mclspark.UserError;
import mclspark.collective.Collective;
import mclspark.config.Device;
import mclspark.config.LinearConfig;
import mclspark.data.BadPicture;
import mclspark.train.JobCheckpoints;
import mclspark.train.LinearPlan;
import mclspark.train.LinearResult;
import mclspark.train.LinearRun;
import mclspark.train.MetricsEvent;
import mclspark.train.MetricsLog;
import mclspark.train.PretrainedEncoders;
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
 * Linear classification on frozen encoders as a Spark job of its own (spec 2): the driver lists the
 * data and checks everything, one barrier stage trains and validates, and the driver writes the
 * results as tables. A failed stage starts again from the last checkpoint.
 */
public final class LinearJob {

  private static final Logger LOG = LoggerFactory.getLogger(LinearJob.class);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final LinearConfig config;
  private final SparkConf conf;
  private final Configuration hadoop;
  private final WorkerRequest request;
  private final JobCheckpoints checkpoints;

  /** Prepares a job; touches nothing yet. */
  public LinearJob(LinearConfig config) {
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
   * @return the plan, or the accuracies of every encoder, for the user
   * @throws UserError with all problems at once, before anything starts
   * @throws GaveUpException if restarts brought no progress
   */
  public String run(boolean dryRun) throws InterruptedException {
    List<String> problems = new ArrayList<>();
    JobData data = JobData.list(config.data(), true, hadoop, problems);
    problems.addAll(dataProblems(data));
    problems.addAll(checkpoints.problems());
    PretrainedEncoders encoders = encoders(problems);
    Preflight.check(conf, request, problems);
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
    SparkSession session = SparkSessions.open(conf);
    try {
      data.describe(session, config.ranks().workers(), config.output());
      return train(session, data, encoders.location(), plan);
    } finally {
      session.stop();
    }
  }

  private List<String> dataProblems(JobData data) {
    List<String> problems = new ArrayList<>();
    if (data.train() != null) {
      problems.addAll(config.problemsWithData(data.train().size()));
    }
    if (data.train() != null
        && data.test() != null
        && !data.train().classNames().equals(data.test().classNames())) {
      problems.add(
          ("data.test has other classes than data.train (%d and %d): both need the same class"
                  + " folders or class names.")
              .formatted(data.test().classNames().size(), data.train().classNames().size()));
    }
    return problems;
  }

  /** Null if they can't be found, which then is a problem. */
  private PretrainedEncoders encoders(List<String> problems) {
    try {
      return PretrainedEncoders.of(config, checkpoints, hadoop);
    } catch (UserError e) {
      problems.add("pretrained: " + e.getMessage());
      return null;
    }
  }

  private String train(SparkSession session, JobData data, String encoders, LinearPlan plan)
      throws InterruptedException {
    checkpoints.begin();
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    LinearRun.Data pictures = new LinearRun.Data(data.train(), data.test());
    JobSecret secret = JobSecret.create(conf);
    List<LinearResult> results;
    try (ProgressFollower progress =
        new ProgressFollower(config.output(), hadoop, config.name(), plan.steps())) {
      results =
          new RestartLoop(config.restart().limit(), checkpoints::lastStep)
              .run(restart -> attempt(spark, pictures, encoders, secret, restart));
    }
    LinearReport.write(session, config.output(), results.get(0).peers());
    return report(results);
  }

  private List<LinearResult> attempt(
      JavaSparkContext spark,
      LinearRun.Data pictures,
      String encoders,
      JobSecret secret,
      int restart)
      throws InterruptedException {
    Preflight.awaitSlots(spark, request);
    String checkpoint = checkpoints.start();
    if (restart > 0) {
      try (MetricsLog log = MetricsLog.resume(config.output(), hadoop, Long.MAX_VALUE)) {
        log.append(new MetricsEvent.Restart(restart, checkpoints.lastStep(), "a worker failed"));
      }
    }
    LinearConfig run = config;
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
            return LinearRun.run(run, pictures, encoders, checkpoint, site);
          }
        });
  }

  private String report(List<LinearResult> results) {
    List<BadPicture> train = results.stream().flatMap(r -> r.skipped().stream()).toList();
    List<BadPicture> test = results.stream().flatMap(r -> r.skippedTests().stream()).toList();
    int skipped =
        SkippedPictures.write(config.output(), "skipped.tsv", hadoop, train)
            + SkippedPictures.write(config.output(), "skipped-test.tsv", hadoop, test);
    return "%s%nDone: %,d steps. Metrics, tables and checkpoints are in %s.%s"
        .formatted(
            LinearReport.text(results.get(0).peers()),
            results.get(0).steps(),
            config.output(),
            skipped == 0
                ? ""
                : " %d broken pictures were skipped; they are listed in skipped*.tsv there."
                    .formatted(skipped));
  }
}
