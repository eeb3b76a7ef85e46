package mclspark.run;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mclspark.UserError;
import mclspark.checkpoint.CheckpointReader;
import mclspark.checkpoint.RunIdentity;
import mclspark.checkpoint.Snapshot;
import mclspark.dataset.ClassNames;
import mclspark.image.ImageDecoder;
import mclspark.metrics.MetricsEvent;
import mclspark.pipeline.BatchPipeline;
import mclspark.pipeline.BrokenRule;
import mclspark.pipeline.CropBatch;
import mclspark.pipeline.CropPool;
import mclspark.pipeline.PipelineSettings;
import mclspark.sampling.BatchPlan;
import mclspark.sampling.StepRange;
import mclspark.step.DivergedException;
import mclspark.step.LearningRate;
import mclspark.step.PictureInput;
import mclspark.step.RankExchange;
import mclspark.step.Ranks;
import mclspark.tensor.Scope;
import mclspark.tensor.TorchEngine;
import org.apache.hadoop.fs.Path;

/**
 * One worker of a run of any job, from start to end: opens the data, builds or restores the {@link
 * Task}, trains epoch by epoch, and (the first worker) writes metrics and checkpoints.
 *
 * @param <R> what the worker reports
 */
public final class TrainingRun<R> implements AutoCloseable {

  private static final Duration BATCH_DEADLINE = Duration.ofMinutes(10);

  private final JobConfig config;
  private final WorkerEnvironment site;
  private final OpenedPictures train;
  private final TrainingPictures identity;
  private final ClassNames classes;
  private final PictureInput input;
  private final Task<R> task;
  private final RunPosition position = new RunPosition();
  private final RunJournal journal;
  private final SkippedPictures skipped;
  private final StepMeter meter;
  private final CropPool pool;
  private final PipelineSettings pipelineSettings;
  private final RankExchange wishes;
  private boolean stopping; // the same on all workers

  /**
   * Builds the task of a job.
   *
   * @param <R> what a worker reports
   */
  @FunctionalInterface
  public interface Factory<R> extends Serializable {

    /** Allocates networks and their work space; weights are drawn or restored later. */
    Task<R> task(TaskContext context);
  }

  /** All workers have agreed to stop, and the run is saved. */
  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private TrainingRun(
      JobConfig config,
      RunData data,
      String checkpoint,
      WorkerEnvironment site,
      ImageDecoder decoder,
      Factory<R> factory) {
    this.config = config;
    this.site = site;
    TorchEngine engine = site.openEngine(config.ranks());
    identity = TrainingPictures.of(data.train(), site.hadoop());
    classes = data.train().classes();
    int limit = config.data().badPictureLimit();
    train = OpenedPictures.open(data.train(), decoder, limit, site.hadoop());
    OpenedPictures bank =
        data.bank() == null
            ? train
            : OpenedPictures.open(data.bank(), decoder, limit, site.hadoop());
    Optional<OpenedPictures> test =
        Optional.ofNullable(data.test())
            .map(listing -> OpenedPictures.open(listing, decoder, limit, site.hadoop()));
    Ranks ranks = Ranks.on(site.workers(), config.ranks().logical(), config.picturesPerRank());
    input = PictureInput.crops(engine, config.data());
    wishes = RankExchange.ofWorkers(site.workers());
    task =
        factory.task(
            new TaskContext(site, engine, input, ranks, train, bank, test, this::stopIfAgreed));
    try {
      start(checkpoint);
      journal = RunJournal.open(config, site, position);
    } catch (RuntimeException e) {
      task.close();
      throw e;
    }
    List<OpenedPictures> sets = new ArrayList<>(List.of(train));
    if (data.bank() != null) {
      sets.add(bank);
    }
    test.ifPresent(sets::add);
    skipped = new SkippedPictures(sets, limit, site, journal);
    meter = new StepMeter(task, journal, config.log().everySteps());
    pool =
        new CropPool(
            task.views().size(),
            ranks.localRows(),
            config.data().cropSize(),
            config.data().prefetchBatches() + 1,
            input::keep);
    pipelineSettings =
        new PipelineSettings(
            config.seed(),
            task.views(),
            BrokenRule.REPLACE,
            config.data().loaderThreads(),
            BATCH_DEADLINE,
            task.freshCrops());
    journal.append(firstLine(engine, decoder));
  }

  private void start(String checkpoint) {
    if (checkpoint.isEmpty()) {
      task.initialize();
    } else {
      Snapshot snapshot = new CheckpointReader(site.hadoop()).load(new Path(checkpoint));
      task.restore(snapshot.files());
      position.restore(snapshot.progress());
    }
  }

  /** What runs; told again when it goes on from a checkpoint. */
  private MetricsEvent firstLine(TorchEngine engine, ImageDecoder decoder) {
    return new MetricsEvent.Run(
        Instant.now(),
        config.name(),
        config.tree().get("job").toString(),
        config.tree(),
        journal.versions(),
        "%s, %s, workers as %s"
            .formatted(
                engine.description(),
                WorkerDecoders.describe(decoder.description(), site.workers()),
                site.workers().description()),
        train.source().classNames().size(),
        task.parameters(),
        task.networks(),
        config.optimizer().epochs(),
        task.plan(0).steps(),
        config.ranks().logical(),
        site.workers().size());
  }

  /**
   * Runs the worker to the end of training, or until it is asked to stop.
   *
   * @param checkpoint where to go on from; empty to start anew
   * @throws UserError for bad input, too many broken pictures, a full disk, a loss that diverges
   */
  public static <R> Outcome<R> run(
      JobConfig config,
      RunData data,
      String checkpoint,
      WorkerEnvironment site,
      Factory<R> factory) {
    try (ImageDecoder decoder = DataSets.decoder(config.data());
        Scope scope = Scope.open();
        TrainingRun<R> run = new TrainingRun<>(config, data, checkpoint, site, decoder, factory)) {
      return run.toTheEnd();
    }
  }

  private Outcome<R> toTheEnd() {
    try {
      if (position.stepInEpoch() == 0) {
        evaluate(); // of the untrained networks, or what a failure after the checkpoint has lost
      }
      while (!ended()) {
        trainEpoch();
        endEpoch();
        evaluate();
      }
      return new Outcome<>(false, task.finish(position, journal));
    } catch (Stop e) {
      return Outcome.ofStop();
    }
  }

  private boolean ended() {
    return position.epoch() >= config.optimizer().epochs();
  }

  private void trainEpoch() {
    int epoch = position.epoch();
    LearningRate rate = LearningRate.of(config.optimizer());
    BatchPlan plan = task.plan(epoch);
    StepRange range = new StepRange(epoch, position.stepInEpoch(), plan.steps());
    try (BatchPipeline pipeline =
        new BatchPipeline(train.source(), train.bad(), pool, pipelineSettings, plan, range)) {
      meter.startEpoch();
      while (pipeline.hasNext()) {
        site.stop().check();
        step(pipeline, rate.at(epoch, (position.stepInEpoch() + 1.0) / plan.steps()));
        boolean stops = agreedToStop();
        if (pipeline.hasNext() && (stops || journal.wantsCheckpoint(position.globalStep()))) {
          checkpoint();
        }
      }
    }
    meter.endEpoch(position);
  }

  private void step(BatchPipeline pipeline, double learningRate) {
    meter.startStep(pipeline.waitedNanos(), learningRate);
    try (CropBatch batch = pipeline.next()) {
      List<double[]> ranks = task.step(batch, position, learningRate);
      input.await(); // the batch's memory is filled again
      int rows = batch.rows() * site.workers().size();
      position.stepDone(rows);
      meter.endStep(position, ranks, rows, pipeline.waitedNanos());
    } catch (DivergedException e) {
      throw journal.diverged(position, e.getMessage(), e);
    }
  }

  private void endEpoch() {
    List<MetricsEvent> lines = task.test(position);
    position.endEpoch();
    skipped.gather();
    lines.forEach(journal::append);
    boolean due = position.epoch() % config.checkpoint().everyEpochs() == 0;
    boolean stops = agreedToStop();
    if (ended() || due || stops) {
      checkpoint();
    }
  }

  private void evaluate() {
    if (task.evaluates(position.epoch())) {
      task.evaluate(position, journal);
      skipped.gather();
    }
  }

  /** A bank of a million pictures takes long: a run that is to stop saves what it evaluates. */
  private void stopIfAgreed() {
    site.stop().check();
    if (agreedToStop() && position.globalStep() > 0) {
      checkpoint();
    }
  }

  /** Whether the first worker, which hears of it, wants to stop; every worker has to ask. */
  private boolean agreedToStop() {
    double wish = journal.stops() ? 1 : 0;
    stopping = stopping || wishes.gather(new double[][] {{wish}})[0][0] > 0;
    return stopping;
  }

  /**
   * The loss is looked at before an update, so what the last update did is looked at here.
   *
   * @throws Stop after that, if the run is to stop
   */
  private void checkpoint() {
    task.notFinite()
        .ifPresent(
            what -> {
              throw journal.diverged(position, what + " no longer finite", null);
            });
    meter.flush(position);
    journal.checkpoint(position, stopping, this::snapshot);
    if (stopping) {
      wishes.gather(new double[][] {{0}}); // nobody leaves before the first worker has saved
      throw new Stop();
    }
  }

  private Snapshot snapshot() {
    Map<String, Long> counters = identity.counters(skipped);
    RunIdentity run =
        config.identity(task.parentRun(), task.networks(), journal.versions(), classes);
    return new Snapshot(Instant.now(), run, position.progress(counters), task.state());
  }

  /** Stops threads and closes the log; tensors end with the run's scope. */
  @Override
  public void close() {
    try (input;
        journal;
        skipped) {
      task.close();
    }
  }
}
