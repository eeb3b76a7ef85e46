package mclspark.train;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import mclspark.UserError;
import mclspark.config.RunConfig;
import mclspark.data.BadPictures;
import mclspark.data.BatchPipeline;
import mclspark.data.BrokenRule;
import mclspark.data.CropBatch;
import mclspark.data.CropPool;
import mclspark.data.CropView;
import mclspark.data.EpochSampler;
import mclspark.data.ImageDecoder;
import mclspark.data.LastBatch;
import mclspark.data.PictureListing;
import mclspark.data.PictureSource;
import mclspark.data.PipelineSettings;
import mclspark.data.StepRange;
import mclspark.loss.StepLosses;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
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
  private final PictureSource train;
  private final BadPictures bad;
  private final EpochSampler sampler;
  private final Ranks ranks;
  private final PretrainState state;
  private final PretrainRecorder recorder;
  private final Optional<KnnEvaluator> knn;
  private final PictureSource test;
  private final CropPool pool;

  /**
   * The data of a run, as the driver listed them.
   *
   * @param train training pictures
   * @param test test pictures; null where kNN is not measured
   */
  public record Data(PictureListing train, PictureListing test) implements Serializable {}

  private PretrainRun(
      RunConfig config, Data data, String checkpoint, WorkerSite site, ImageDecoder decoder) {
    this.config = config;
    this.site = site;
    engine = site.openEngine(config.ranks().threads());
    train = data.train().open(site.hadoop(), decoder::decode);
    test = data.test() == null ? null : data.test().open(site.hadoop(), decoder::decode);
    bad = new BadPictures(config.data().badPictureLimit());
    int logical = config.ranks().logical();
    int batch = config.picturesPerRank();
    sampler = new EpochSampler(config.seed(), train.size(), logical, batch, LastBatch.DROP);
    ranks = Ranks.on(site.workers(), logical, batch);
    pool =
        new CropPool(
            2, ranks.localRows(), config.data().cropSize(), config.data().prefetchBatches() + 1);
    PictureInput input =
        PictureInput.crops(
            engine,
            config.data().cropSize(),
            doubles(config.data().mean()),
            doubles(config.data().std()));
    state = PretrainState.start(config, engine, input, site, checkpoint);
    knn =
        test == null
            ? Optional.empty()
            : Optional.of(new KnnEvaluator(config, engine, input, train, test, site));
    String engineLine = engine.description() + ", " + decoder.description();
    recorder = PretrainRecorder.open(config, site, state, engineLine, train, sampler);
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
    if (state.globalStep() == 0) {
      evaluate(0);
    }
    for (int epoch = state.epoch(); epoch < config.optimizer().epochs(); epoch++) {
      trainEpoch(epoch);
      checkBadPictures();
      boolean last = epoch == config.optimizer().epochs() - 1;
      if (last || (epoch + 1) % config.checkpoint().everyEpochs() == 0) {
        recorder.checkpoint(state, bad.count());
      }
      if (last || isKnnEpoch(epoch + 1)) {
        evaluate(epoch + 1);
      }
    }
    recorder.done(state);
    return new PretrainResult(state.globalStep(), bad.list());
  }

  private boolean isKnnEpoch(int done) {
    return config.measuresKnn() && done % config.knn().everyEpochs() == 0;
  }

  private void trainEpoch(int epoch) {
    double learningRate = learningRate().at(epoch);
    List<Integer> own =
        IntStream.range(ranks.first(), ranks.first() + ranks.local()).boxed().toList();
    StepRange range = new StepRange(epoch, state.stepInEpoch(), sampler.stepsPerEpoch());
    try (BatchPipeline pipeline =
        new BatchPipeline(
            train, bad, pool, pipelineSettings(), sampler.order(epoch).plan(own), range)) {
      recorder.startEpoch(epoch, learningRate);
      while (pipeline.hasNext()) {
        site.stop().check();
        trainStep(epoch, learningRate, pipeline);
        if (recorder.wantsCheckpoint(state.globalStep()) && pipeline.hasNext()) {
          recorder.checkpoint(state, bad.count());
        }
      }
    }
    state.endEpoch();
    recorder.endEpoch(state);
  }

  private void trainStep(int epoch, double learningRate, BatchPipeline pipeline) {
    recorder.startStep(pipeline.waitedNanos(), state.trainer().communicationNanos());
    try (CropBatch batch = pipeline.next()) {
      if (state.globalStep() == 0) {
        recorder.pairs(batch);
      }
      int[] permutation =
          CounterRandom.of(config.seed(), epoch, batch.step(), Purpose.BATCH_SHUFFLE)
              .permutation(ranks.globalRows());
      MocoTrainer.TwoCropBatch crops = new MocoTrainer.TwoCropBatch(batch.crops(0), batch.crops(1));
      List<StepLosses> losses = state.trainer().step(crops, permutation, learningRate);
      state.stepDone(ranks.globalRows());
      recorder.endStep(state, losses, pipeline.waitedNanos(), state.trainer().communicationNanos());
    } catch (DivergedException e) {
      throw new UserError(
          ("Step %d (epoch %d): %s. The run stops and keeps its last good checkpoint in %s; lower"
                  + " optimizer.lr, or go on from an earlier checkpoint.")
              .formatted(state.globalStep(), epoch, e.getMessage(), recorder.checkpoints()),
          e);
    }
  }

  private void evaluate(int epochsDone) {
    if (knn.isEmpty()) {
      return;
    }
    for (int peer = 0; peer < config.model().peers(); peer++) {
      KnnEvaluator.Result result = knn.get().evaluate(state.model().pairs().get(peer).query(), bad);
      recorder.knn(epochsDone, state, peer, result);
      if (peer == 0) {
        recorder.neighbours(result, test, train);
      }
    }
  }

  /** The limit counts the broken pictures of all workers. */
  private void checkBadPictures() {
    CrossRank exchange = CrossRank.ofWorkers(site.workers());
    double total = 0;
    for (double[] count : exchange.gather(new double[][] {{bad.count()}})) {
      total += count[0];
    }
    if (total > config.data().badPictureLimit()) {
      throw new UserError(
          ("%.0f pictures of all workers can't be read, more than data.bad_picture_limit = %d; mend"
                  + " or remove them, or raise the limit. Among them: %s.")
              .formatted(
                  total,
                  config.data().badPictureLimit(),
                  bad.list().stream().limit(3).map(picture -> picture.path()).toList()));
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

  private static double[] doubles(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Stops threads and closes the log; tensors end with the run's scope. */
  @Override
  public void close() {
    recorder.close();
    state.trainer().close();
  }
}
