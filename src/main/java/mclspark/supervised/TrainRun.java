package mclspark.supervised;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import mclspark.UserError;
import mclspark.augment.CropView;
import mclspark.config.TrainConfig;
import mclspark.dataset.PictureListing;
import mclspark.dataset.PictureSource;
import mclspark.image.ImageDecoder;
import mclspark.pipeline.BadPictures;
import mclspark.pipeline.BatchPipeline;
import mclspark.pipeline.BrokenRule;
import mclspark.pipeline.CropBatch;
import mclspark.pipeline.CropPool;
import mclspark.pipeline.PipelineSettings;
import mclspark.random.Purpose;
import mclspark.run.DataSets;
import mclspark.run.RunJournal;
import mclspark.run.RunPosition;
import mclspark.run.SkippedPictures;
import mclspark.run.TrainingPictures;
import mclspark.run.WorkerDecoders;
import mclspark.run.WorkerSite;
import mclspark.sampling.BatchPlan;
import mclspark.sampling.ClassBalancedSampler;
import mclspark.sampling.EpochSampler;
import mclspark.sampling.LastBatch;
import mclspark.sampling.PicturesByClass;
import mclspark.sampling.StepRange;
import mclspark.step.BatchNormHistory;
import mclspark.step.DivergedException;
import mclspark.step.LearningRate;
import mclspark.step.PictureInput;
import mclspark.step.Ranks;
import mclspark.tensor.Scope;
import mclspark.tensor.TorchEngine;

/**
 * One worker of supervised training with mutual contrastive learning (spec 3, 4), from start to
 * end: trains epoch by epoch, tests the peers after each, and (rank 0) writes metrics and
 * checkpoints.
 */
public final class TrainRun implements AutoCloseable {

  private static final Duration BATCH_DEADLINE = Duration.ofMinutes(10);

  private final TrainConfig config;
  private final WorkerSite site;
  private final PictureListing listing;
  private final TrainingPictures pictures;
  private final PictureSource train;
  private final BadPictures bad;
  private final Batches batches;
  private final CropPool pool;
  private final TrainState state;
  private final RunPosition position;
  private final RunJournal journal;
  private final SkippedPictures skipped;
  private final PeerEvaluator evaluator;
  private final TrainRecorder recorder;

  /**
   * The data of a run, as the driver listed them.
   *
   * @param train training pictures
   * @param test test pictures, of the same classes
   */
  public record Data(PictureListing train, PictureListing test) implements Serializable {}

  /** Which pictures are in a batch: class-balanced (spec 3.3) or shuffled (spec 4.1). */
  private interface Batches {

    /** Rows of this worker in each step of an epoch. */
    BatchPlan plan(int epoch);
  }

  private TrainRun(
      TrainConfig config, Data data, String checkpoint, WorkerSite site, ImageDecoder decoder) {
    this.config = config;
    this.site = site;
    TorchEngine engine = site.openEngine(config.ranks().threads());
    listing = data.train();
    pictures = TrainingPictures.of(listing, site.hadoop());
    train = listing.open(site.hadoop(), decoder::decode);
    PictureSource test = data.test().open(site.hadoop(), decoder::decode);
    bad = new BadPictures(config.data().badPictureLimit());
    BadPictures badTests = new BadPictures(config.data().badPictureLimit());
    PicturesByClass pictures = PicturesByClass.of(train);
    Ranks ranks = Ranks.on(site.workers(), config.ranks().logical(), config.picturesPerRank());
    batches = batches(pictures, ranks);
    int size = config.data().cropSize();
    pool = new CropPool(1, ranks.localRows(), size, config.data().prefetchBatches() + 1);
    PictureInput input = PictureInput.crops(engine, config.data());
    int classes = train.classNames().size();
    state = TrainState.start(config, engine, input, site, pictures, classes, checkpoint);
    evaluator = new PeerEvaluator(config, engine, input, test, badTests, site);
    position = state.position();
    journal = RunJournal.open(config, site, position);
    skipped =
        new SkippedPictures(
            List.of(new SkippedPictures.Part(train, bad), new SkippedPictures.Part(test, badTests)),
            config.data().badPictureLimit(),
            site,
            journal);
    recorder = new TrainRecorder(config, journal);
    recorder.run(
        "%s, %s, workers as %s"
            .formatted(
                engine.description(),
                WorkerDecoders.describe(decoder.description(), site.workers()),
                site.workers().description()),
        classes,
        state.peers().parameters().count(),
        batches.plan(0).steps(),
        site.workers().size());
  }

  /**
   * Runs the worker to the end of training.
   *
   * @param checkpoint where to go on from; empty to start anew
   * @throws UserError for bad input, too many broken pictures, a full disk, a loss that diverges
   */
  public static TrainResult run(TrainConfig config, Data data, String checkpoint, WorkerSite site) {
    try (ImageDecoder decoder = DataSets.decoder(config.data());
        Scope scope = Scope.open();
        TrainRun run = new TrainRun(config, data, checkpoint, site, decoder)) {
      return run.train();
    }
  }

  private Batches batches(PicturesByClass pictures, Ranks ranks) {
    List<Integer> own =
        IntStream.range(ranks.first(), ranks.first() + ranks.local()).boxed().toList();
    int logical = ranks.logical();
    if (config.mcl().balancesClasses()) {
      ClassBalancedSampler sampler =
          new ClassBalancedSampler(
              config.seed(),
              pictures,
              config.optimizer().batchSize(),
              config.mcl().imagesPerClass());
      return epoch -> sampler.plan(epoch, logical, own);
    }
    EpochSampler sampler =
        new EpochSampler(
            config.seed(), train.size(), logical, ranks.batch(), LastBatch.KEEP, train.layout());
    return epoch -> sampler.order(epoch).plan(own);
  }

  private TrainResult train() {
    LearningRate learningRate = LearningRate.of(config.optimizer());
    while (position.epoch() < config.optimizer().epochs()) {
      trainEpoch(learningRate.at(position.epoch()));
      BatchNormHistory.shareFromFirst(state.peers()::state, state.peers()::load, site.workers());
      PeerScore score = evaluator.evaluate(state.peers());
      skipped.gather();
      recorder.evaluation(position, score);
      state.endEpoch(score);
      boolean last = position.epoch() == config.optimizer().epochs();
      if (last || position.epoch() % config.checkpoint().everyEpochs() == 0 || journal.stops()) {
        checkpoint();
      }
    }
    recorder.done(position, state.history());
    return new TrainResult(position.globalStep(), state.history());
  }

  private void trainEpoch(double learningRate) {
    int epoch = position.epoch();
    BatchPlan plan = batches.plan(epoch);
    StepRange range = new StepRange(epoch, position.stepInEpoch(), plan.steps());
    try (BatchPipeline pipeline =
        new BatchPipeline(train, bad, pool, pipelineSettings(), plan, range)) {
      recorder.startEpoch(learningRate);
      while (pipeline.hasNext()) {
        site.stop().check();
        step(pipeline, learningRate);
        if (journal.wantsCheckpoint(position.globalStep()) && pipeline.hasNext()) {
          checkpoint();
        }
      }
    }
    recorder.endTraining(position);
  }

  private void step(BatchPipeline pipeline, double learningRate) {
    recorder.startStep(pipeline.waitedNanos(), state.trainer().communicationNanos());
    try (CropBatch batch = pipeline.next()) {
      PeerTrainer.LabelledBatch labelled =
          new PeerTrainer.LabelledBatch(batch.crops(0), batch.labels(), batch.indices());
      List<PeerLosses> losses = state.trainer().step(labelled, position.epoch(), learningRate);
      int rows = batch.rows() * site.workers().size();
      position.stepDone(rows);
      recorder.endStep(
          position, losses, rows, pipeline.waitedNanos(), state.trainer().communicationNanos());
    } catch (DivergedException e) {
      throw journal.diverged(position, e.getMessage(), e);
    }
  }

  /** The loss is looked at before an update, so what the last update did is looked at here. */
  private void checkpoint() {
    if (state.notFinite().isPresent()) {
      throw journal.diverged(position, "the parameters are no longer finite", null);
    }
    recorder.beforeCheckpoint(position);
    Map<String, Long> counters = pictures.counters(skipped);
    journal.checkpoint(
        position, () -> state.snapshot(counters, journal.versions(), listing.classes()));
  }

  private PipelineSettings pipelineSettings() {
    CropView view = new CropView(Purpose.LABELLED_CROP, DataSets.trainView(config));
    int threads = config.data().loaderThreads();
    PipelineSettings settings =
        new PipelineSettings(
            config.seed(), List.of(view), BrokenRule.REPLACE, threads, BATCH_DEADLINE);
    return config.mcl().balancesClasses() ? settings.withFreshCrops() : settings;
  }

  /** Stops threads and closes the log; tensors end with the run's scope. */
  @Override
  public void close() {
    try (journal;
        skipped) {
      state.close();
    }
  }
}
