package mclspark.spark;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import mclspark.StorageError;
import mclspark.UserError;
import mclspark.collective.Collective;
import mclspark.collective.CollectiveConfig;
import mclspark.dataset.PictureListing;
import mclspark.metrics.MetricsEvent;
import mclspark.metrics.MetricsLog;
import mclspark.metrics.ProgressFollower;
import mclspark.metrics.SkippedFile;
import mclspark.run.JobCheckpoints;
import mclspark.run.JobConfig;
import mclspark.run.Outcome;
import mclspark.run.WorkerEnvironment;
import mclspark.spark.barrier.BarrierStage;
import mclspark.spark.barrier.GaveUpException;
import mclspark.spark.barrier.GpuGuard;
import mclspark.spark.barrier.LostExecutors;
import mclspark.spark.barrier.RestartLoop;
import mclspark.spark.barrier.StageFailedException;
import mclspark.spark.barrier.WorkerTask;
import mclspark.spark.cluster.ElasticWorkers;
import mclspark.spark.cluster.JobSecret;
import mclspark.spark.cluster.Preflight;
import mclspark.spark.cluster.Slots;
import mclspark.spark.cluster.SparkMaster;
import mclspark.spark.cluster.SparkSettings;
import mclspark.spark.cluster.WarmExecutors;
import mclspark.spark.cluster.WorkerRequest;
import mclspark.step.RanksConfig;
import mclspark.storage.OutputLease;
import mclspark.storage.StopFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the jobs have in common: one barrier stage in which the workers train from start to end, and
 * which starts again from the last checkpoint when it fails.
 */
final class TrainingStage {

  private static final Logger LOG = LoggerFactory.getLogger(TrainingStage.class);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final JobConfig config;
  private final SparkConf conf;
  private final Configuration hadoop;
  private final WorkerRequest request;
  private final ElasticWorkers elastic;
  private final JobCheckpoints checkpoints;
  private final StopFile stopFile;
  private int firstWorkers; // 0 until the slots are there
  private volatile boolean stopping;
  private volatile boolean training;
  private volatile boolean timeUp;
  private String lastFailure = "";

  /**
   * A worker's part, from start to end.
   *
   * @param <R> what a worker reports
   */
  @FunctionalInterface
  interface Body<R> extends Serializable {

    /**
     * Trains.
     *
     * @param checkpoint where to go on from; empty to start anew
     */
    R run(String checkpoint, WorkerEnvironment site);
  }

  /** Prepares the stage; touches nothing yet. */
  TrainingStage(JobConfig config) {
    this.config = config;
    conf = WarmExecutors.addTo(SparkSettings.conf(config.name()));
    hadoop = SparkSettings.hadoop(conf);
    request = new WorkerRequest(config.ranks().workers(), config.ranks().device(), PATIENCE);
    Duration wait = Duration.ofSeconds(config.restart().slotWaitSeconds());
    elastic = new ElasticWorkers(config.ranks(), request, wait);
    checkpoints = new JobCheckpoints(config, hadoop);
    stopFile = new StopFile(checkpoints.output(), hadoop);
  }

  SparkConf conf() {
    return conf;
  }

  Configuration hadoop() {
    return hadoop;
  }

  JobCheckpoints checkpoints() {
    return checkpoints;
  }

  /**
   * Refuses a job that can't run.
   *
   * @param train training pictures; null if they could not be listed
   * @param problems those found already; others are added
   * @param dryRun whether the job will not run, so that nothing else meets another run's lease
   * @throws UserError with all problems at once
   */
  void check(PictureListing train, List<String> problems, boolean dryRun)
      throws InterruptedException {
    problems.addAll(checkpoints.problems(train));
    if (dryRun) {
      OutputLease.problem(checkpoints.output(), hadoop())
          .ifPresent(problem -> problems.add("output: " + problem));
    }
    Preflight.check(conf, request, problems);
    if (!SparkMaster.of(conf).isLocal() && checkpoints.output().startsWith("file:")) {
      LOG.warn(
          "The output {} is on local disks: all executors and the driver must see it under this"
              + " path, or checkpoints will not be found again.",
          checkpoints.output());
    }
    if (!config.ranks().keepsBits()) {
      LOG.warn(
          "{} logical ranks on {} workers: W / P is no power of two, so sums round otherwise than"
              + " with one worker.",
          config.ranks().logical(),
          config.ranks().workers());
    }
  }

  /**
   * Refuses a job that finds no workers; as {@link #check}, for a job without checkpoints.
   *
   * @throws UserError with all problems at once
   */
  void checkPlaces(List<String> problems) {
    Preflight.check(conf, request, problems);
  }

  /** Whether the run was trained to its end before; then Spark need not start. */
  boolean isComplete(long steps) {
    return checkpoints.isComplete(steps);
  }

  /**
   * Waits for the slots of the first attempt: before anything else, which without executors would
   * wait for ever, and before anything of an earlier run goes.
   *
   * @throws UserError if there are too few when the time is over
   */
  void awaitSlots(JavaSparkContext spark) throws InterruptedException {
    try (Slots slots = Slots.of(spark)) {
      firstWorkers = elastic.first(slots, checkpoints.goesOn());
    }
  }

  /** Runs the workers once, without checkpoints and restarts. */
  <R> List<R> once(JavaSparkContext spark, Body<R> body) throws InterruptedException {
    Preflight.awaitSlots(spark, request);
    return BarrierStage.run(
        spark, config.ranks().workers(), task(JobSecret.create(conf), true, "", body));
  }

  /**
   * Trains, after {@link #awaitSlots}.
   *
   * @param steps of the whole run
   * @return what the first worker reports
   * @throws GaveUpException if restarts brought no progress
   * @throws InterruptedException if the run was asked to stop; it is saved then, as the message
   *     says
   */
  <R> R run(JavaSparkContext spark, long steps, Body<Outcome<R>> body) throws InterruptedException {
    JobSecret secret = JobSecret.create(conf);
    try (Slots slots = Slots.of(spark);
        LostExecutors lost = LostExecutors.of(spark)) {
      checkpoints.begin();
      stopFile.delete();
      Outcome<R> first = run(spark, slots, lost, secret, steps, whereSeen(body)).get(0);
      if (first.stopped()) {
        throw stopped("Stopped and saved after %,d steps; go on by the same command.");
      }
      return first.result();
    }
  }

  /** Only where the run's folder is seen, or a worker would save into another one. */
  private static <R> Body<R> whereSeen(Body<R> body) {
    return (checkpoint, site) -> {
      site.requireOutput();
      return body.run(checkpoint, site);
    };
  }

  private <R> List<R> run(
      JavaSparkContext spark,
      Slots slots,
      LostExecutors lost,
      JobSecret secret,
      long steps,
      Body<R> body)
      throws InterruptedException {
    try (TrainingSource source = TrainingSource.register(spark, config.name(), steps);
        ProgressFollower progress =
            new ProgressFollower(config.output(), hadoop, config.name(), steps, source)) {
      return new RestartLoop(config.restart().limit(), checkpoints::look, source::stepOfAttempt)
          .run(
              checkpoints.lastStep(),
              restart -> {
                spark.setJobDescription(source.description(restart, checkpoints.lastStep()));
                refuseIfStopping();
                int workers = restart == 0 ? firstWorkers : elastic.again(slots);
                lost.forget();
                return attempt(spark, workers, secret, restart, body);
              });
    } catch (GaveUpException e) {
      throw lost.explain(e);
    } finally {
      listSkipped();
    }
  }

  private <R> List<R> attempt(
      JavaSparkContext spark, int workers, JobSecret secret, int restart, Body<R> body)
      throws InterruptedException {
    if (restart > 0) {
      try (MetricsLog log = MetricsLog.extend(config.output(), hadoop)) {
        long step = Math.max(0, checkpoints.lastStep());
        log.append(new MetricsEvent.Restart(restart, step, workers, lastFailure));
      }
    }
    training = true;
    try {
      refuseIfStopping();
      return BarrierStage.run(
          spark, workers, task(secret, restart == 0, checkpoints.start(), body));
    } catch (StageFailedException e) {
      if (isStopped()) {
        throw stopped(
            "Stopped, but a worker failed: the last checkpoint is that of step %,d."
                + " Go on from it by the same command.");
      }
      lastFailure = e.getMessage();
      throw e;
    } finally {
      training = false;
    }
  }

  /** See {@link TrainingJob#stop}. */
  boolean stop() {
    stopping = true; // before the look at the other flag: attempt() does it the other way round
    if (!training) {
      return false;
    }
    stopFile.write();
    return true;
  }

  /** As {@link #stop}, because {@code run.max_hours} are over. */
  boolean timeUp() {
    timeUp = true;
    return stop();
  }

  private boolean isStopped() {
    try {
      return stopFile.exists();
    } catch (StorageError e) { // the failure of the workers matters more
      LOG.warn("{}", e.getMessage());
      return stopping;
    }
  }

  private void refuseIfStopping() throws InterruptedException {
    if (stopping) {
      throw end(
          checkpoints.lastStep() < 0
              ? "Stopped before the first step; nothing is saved yet."
              : "Stopped while no worker was training; the last checkpoint stands.");
    }
  }

  /**
   * The end of a run that was asked to stop.
   *
   * @param sentence with a place for the steps of the last checkpoint
   */
  private InterruptedException stopped(String sentence) {
    long step = checkpoints.lastStep();
    try {
      step = checkpoints.look();
      stopFile.delete();
    } catch (StorageError e) { // the run ends all the same; the next one takes the file away
      LOG.warn("{}", e.getMessage());
    }
    return end(
        step == RestartLoop.NO_CHECKPOINT
            ? "Stopped before there was a checkpoint."
            : sentence.formatted(step));
  }

  private InterruptedException end(String sentence) {
    return timeUp
        ? new TimeUpException("run.max_hours are over. " + sentence)
        : new InterruptedException(sentence);
  }

  /** Whatever the end; where even this fails, the end itself matters more. */
  private void listSkipped() {
    try {
      int skipped = SkippedFile.write(config.output(), hadoop);
      if (skipped > 0) {
        LOG.warn("{} broken pictures are listed in {}/skipped.tsv", skipped, config.output());
      }
    } catch (UserError e) {
      LOG.warn("{}", e.getMessage());
    }
  }

  /** What travels to the workers; this object does not. */
  private <R> WorkerTask<R> task(
      JobSecret secret, boolean firstAttempt, String checkpoint, Body<R> body) {
    CollectiveConfig collective =
        config.collective().decided(conf.getBoolean("spark.network.crypto.enabled", false));
    RanksConfig ranks = config.ranks();
    String hash = config.hash();
    String output = checkpoints.output();
    boolean local = SparkMaster.of(conf).isLocal();
    SerializableConfiguration files = new SerializableConfiguration(hadoop);
    return context -> {
      OptionalInt gpu = WorkerGroup.device(context, ranks, local);
      return GpuGuard.of(firstAttempt, local)
          .run(
              gpu,
              () -> {
                try (Collective workers =
                    WorkerGroup.join(context, collective, secret, hash, gpu)) {
                  WorkerStop stop = new WorkerStop(context, new StopFile(output, files.value()));
                  return body.run(
                      checkpoint, new WorkerEnvironment(workers, gpu, files.value(), output, stop));
                }
              });
    };
  }
}
