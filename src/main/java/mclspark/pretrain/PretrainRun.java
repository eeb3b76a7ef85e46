package mclspark.pretrain;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import mclspark.UserError;
import mclspark.augment.CropView;
import mclspark.config.RunConfig;
import mclspark.dataset.PictureListing;
import mclspark.dataset.PictureSource;
import mclspark.image.ImageDecoder;
import mclspark.loss.StepLosses;
import mclspark.pipeline.BadPictures;
import mclspark.pipeline.BatchPipeline;
import mclspark.pipeline.BrokenRule;
import mclspark.pipeline.CropBatch;
import mclspark.pipeline.CropPool;
import mclspark.pipeline.PipelineSettings;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.run.DataSets;
import mclspark.run.RunJournal;
import mclspark.run.RunPosition;
import mclspark.run.SkippedPictures;
import mclspark.run.TrainingPictures;
import mclspark.run.WorkerDecoders;
import mclspark.run.WorkerSite;
import mclspark.sampling.EpochSampler;
import mclspark.sampling.LastBatch;
import mclspark.sampling.StepRange;
import mclspark.step.DivergedException;
import mclspark.step.LearningRate;
import mclspark.step.PictureInput;
import mclspark.step.Ranks;
import mclspark.tensor.Scope;
import mclspark.tensor.TorchEngine;

/**
 * One worker of a pre-training run, from start to end: opens the data, builds or restores the
 * model, trains epoch by epoch, evaluates, and (rank 0) writes metrics and checkpoints.
 */
public final class PretrainRun implements AutoCloseable {

  private static final Duration BATCH_DEADLINE = Duration.ofMinutes(10);

  private final RunConfig config;
  private final WorkerSite site;
  private final TorchEngine engine;
  private final PictureListing listing;
  private final TrainingPictures pictures;
  private final PictureSource train;
  private final BadPictures bad;
  private final BadPictures badTests;
  private final EpochSampler sampler;
  private final Ranks ranks;
  private final PretrainState state;
  private final RunPosition position;
  private final RunJournal journal;
  private final SkippedPictures skipped;
  private final PretrainRecorder recorder;
  private final Optional<KnnEvaluator> knn;
  private final PictureSource test;
  private final CropPool pool;

  /**
   * The data of a run, as the driver listed them.
   *
   * @param train training pictures
   * @param test test pictures; null where kNN is not measured
   * @param start where the first weights come from
   */
  public record Data(PictureListing train, PictureListing test, WarmStart start)
      implements Serializable {

    /** For random weights. */
    public Data(PictureListing train, PictureListing test) {
      this(train, test, WarmStart.NONE);
    }
  }

  private PretrainRun(
      RunConfig config, Data data, String checkpoint, WorkerSite site, ImageDecoder decoder) {
    this.config = config;
    this.site = site;
    engine = site.openEngine(config.ranks().threads());
    listing = data.train();
    pictures = TrainingPictures.of(listing, site.hadoop());
    train = listing.open(site.hadoop(), decoder::decode);
    test = data.test() == null ? null : data.test().open(site.hadoop(), decoder::decode);
    bad = new BadPictures(config.data().badPictureLimit());
    badTests = new BadPictures(config.data().badPictureLimit());
    int logical = config.ranks().logical();
    int batch = config.picturesPerRank();
    sampler =
        new EpochSampler(
            config.seed(), train.size(), logical, batch, LastBatch.DROP, train.layout());
    ranks = Ranks.on(site.workers(), logical, batch);
    pool =
        new CropPool(
            2, ranks.localRows(), config.data().cropSize(), config.data().prefetchBatches() + 1);
    PictureInput input = PictureInput.crops(engine, config.data());
    state = PretrainState.start(config, engine, input, site, checkpoint, data.start());
    knn =
        test == null
            ? Optional.empty()
            : Optional.of(
                new KnnEvaluator(
                    config, engine, input, train, test, site.stoppingBy(this::checkInEvaluation)));
    position = state.position();
    journal = RunJournal.open(config, site, position);
    skipped = new SkippedPictures(dataSets(), config.data().badPictureLimit(), site, journal);
    recorder = new PretrainRecorder(config, site, journal);
    recorder.run(
        "%s, %s, workers as %s"
            .formatted(
                engine.description(),
                WorkerDecoders.describe(decoder.description(), site.workers()),
                site.workers().description()),
        train.classNames().size(),
        state.parameters(),
        sampler.stepsPerEpoch(),
        site.workers().size());
  }

  private List<SkippedPictures.Part> dataSets() {
    List<SkippedPictures.Part> parts = new ArrayList<>();
    parts.add(new SkippedPictures.Part(train, bad));
    if (test != null) {
      parts.add(new SkippedPictures.Part(test, badTests));
    }
    return parts;
  }

  /**
   * Runs the worker to the end of training.
   *
   * @param checkpoint where to go on from; empty to start anew
   * @throws UserError for bad input, too many broken pictures, a full disk, a loss that diverges
   */
  public static PretrainResult run(
      RunConfig config, Data data, String checkpoint, WorkerSite site) {
    try (ImageDecoder decoder = DataSets.decoder(config.data());
        Scope scope = Scope.open();
        PretrainRun run = new PretrainRun(config, data, checkpoint, site, decoder)) {
      return run.train();
    }
  }

  private PretrainResult train() {
    if (position.stepInEpoch() == 0) {
      evaluate(); // of the untrained encoders, or what a failure after the checkpoint has lost
    }
    while (position.epoch() < config.optimizer().epochs()) {
      trainEpoch(position.epoch());
      skipped.gather();
      if (ended() || position.epoch() % config.checkpoint().everyEpochs() == 0 || journal.stops()) {
        checkpoint();
      }
      evaluate();
    }
    recorder.done(position);
    return new PretrainResult(position.globalStep());
  }

  private boolean ended() {
    return position.epoch() == config.optimizer().epochs();
  }

  private void trainEpoch(int epoch) {
    double learningRate = learningRate().at(epoch);
    List<Integer> own =
        IntStream.range(ranks.first(), ranks.first() + ranks.local()).boxed().toList();
    StepRange range = new StepRange(epoch, position.stepInEpoch(), sampler.stepsPerEpoch());
    try (BatchPipeline pipeline =
        new BatchPipeline(
            train, bad, pool, pipelineSettings(), sampler.order(epoch).plan(own), range)) {
      recorder.startEpoch(epoch, learningRate);
      while (pipeline.hasNext()) {
        site.stop().check();
        trainStep(epoch, learningRate, pipeline);
        if (journal.wantsCheckpoint(position.globalStep()) && pipeline.hasNext()) {
          checkpoint();
        }
      }
    }
    position.endEpoch();
    recorder.endEpoch(position, state.trainer().keySpread());
  }

  private void trainStep(int epoch, double learningRate, BatchPipeline pipeline) {
    recorder.startStep(pipeline.waitedNanos(), state.trainer().communicationNanos());
    try (CropBatch batch = pipeline.next()) {
      if (position.globalStep() == 0) {
        recorder.pairs(batch);
      }
      MocoTrainer.TwoCropBatch crops = new MocoTrainer.TwoCropBatch(batch.crops(0), batch.crops(1));
      List<StepLosses> losses =
          state.trainer().step(crops, shuffle(epoch, batch.step()), learningRate);
      position.stepDone(ranks.globalRows());
      recorder.endStep(
          position, losses, pipeline.waitedNanos(), state.trainer().communicationNanos());
    } catch (DivergedException e) {
      throw journal.diverged(position, e.getMessage(), e);
    }
  }

  /** The order in which the key encoders see the rows of a global batch. */
  private int[] shuffle(int epoch, long step) {
    return config.moco().shuffle()
        ? CounterRandom.of(config.seed(), epoch, step, Purpose.BATCH_SHUFFLE)
            .permutation(ranks.globalRows())
        : IntStream.range(0, ranks.globalRows()).toArray();
  }

  /** The loss is looked at before an update, so what the last update did is looked at here. */
  private void checkpoint() {
    state
        .notFinite()
        .ifPresent(
            peer -> {
              throw journal.diverged(
                  position, "the parameters of peer %d are no longer finite".formatted(peer), null);
            });
    recorder.beforeCheckpoint(position);
    Map<String, Long> counters = pictures.counters(skipped);
    journal.checkpoint(
        position, () -> state.snapshot(counters, journal.versions(), listing.classes()));
  }

  /** Measures kNN where it is due after the epochs done. */
  private void evaluate() {
    int done = position.epoch();
    if (knn.isEmpty() || !(ended() || done % config.knn().everyEpochs() == 0)) {
      return;
    }
    for (int peer = 0; peer < config.model().peers(); peer++) {
      KnnEvaluator.Result result =
          knn.get().evaluate(state.model().pairs().get(peer).query(), bad, badTests);
      recorder.knn(done, position.globalStep(), peer, result);
      if (peer == 0) {
        recorder.neighbours(result, test, train);
      }
    }
    skipped.gather();
  }

  /** A bank of a million pictures takes long: a run that is to stop saves what it evaluates. */
  private void checkInEvaluation() {
    site.stop().check();
    if (position.globalStep() > 0 && journal.stops()) {
      checkpoint();
    }
  }

  private LearningRate learningRate() {
    return LearningRate.of(config.optimizer());
  }

  private PipelineSettings pipelineSettings() {
    int size = config.data().cropSize();
    List<CropView> views =
        List.of(
            new CropView(Purpose.QUERY_CROP, DataSets.view(config.augmentation(), size)),
            new CropView(Purpose.KEY_CROP, DataSets.view(config.augmentation(), size)));
    int threads = config.data().loaderThreads();
    return new PipelineSettings(config.seed(), views, BrokenRule.REPLACE, threads, BATCH_DEADLINE);
  }

  /** Stops threads and closes the log; tensors end with the run's scope. */
  @Override
  public void close() {
    try (journal;
        skipped) {
      state.trainer().close();
    }
  }
}
