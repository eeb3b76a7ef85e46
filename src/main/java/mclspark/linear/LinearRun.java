package mclspark.linear;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import mclspark.UserError;
import mclspark.augment.CropView;
import mclspark.config.LinearConfig;
import mclspark.dataset.PictureListing;
import mclspark.dataset.PictureSource;
import mclspark.image.ImageDecoder;
import mclspark.pipeline.BadPictures;
import mclspark.pipeline.BatchPipeline;
import mclspark.pipeline.BrokenRule;
import mclspark.pipeline.CropBatch;
import mclspark.pipeline.CropPool;
import mclspark.pipeline.PipelineSettings;
import mclspark.pretrain.PretrainedEncoders;
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
 * One worker of linear classification on frozen features (spec 2), from start to end: loads the
 * encoders, trains a classifier on each, scores them after every epoch, and (rank 0) writes metrics
 * and checkpoints. The last step of an epoch may be smaller; its gradient is the mean over logical
 * ranks of their means, like that of any other step.
 */
public final class LinearRun implements AutoCloseable {

  private static final Duration BATCH_DEADLINE = Duration.ofMinutes(10);

  private final LinearConfig config;
  private final WorkerSite site;
  private final PictureListing listing;
  private final TrainingPictures pictures;
  private final PictureSource train;
  private final PictureSource test;
  private final BadPictures bad;
  private final BadPictures badTests;
  private final EpochSampler sampler;
  private final Ranks ranks;
  private final CropPool pool;
  private final LinearState state;
  private final RunPosition position;
  private final RunJournal journal;
  private final SkippedPictures skipped;
  private final LinearEvaluator evaluator;
  private final LinearRecorder recorder;

  /**
   * The data of a run, as the driver listed them.
   *
   * @param train training pictures
   * @param test validation pictures, of the same classes
   */
  public record Data(PictureListing train, PictureListing test) implements Serializable {}

  private LinearRun(
      LinearConfig config,
      Data data,
      PretrainedEncoders encoders,
      String checkpoint,
      WorkerSite site,
      ImageDecoder decoder) {
    this.config = config;
    this.site = site;
    TorchEngine engine = site.openEngine(config.ranks().threads());
    listing = data.train();
    pictures = TrainingPictures.of(listing, site.hadoop());
    train = listing.open(site.hadoop(), decoder::decode);
    test = data.test().open(site.hadoop(), decoder::decode);
    bad = new BadPictures(config.data().badPictureLimit());
    badTests = new BadPictures(config.data().badPictureLimit());
    int logical = config.ranks().logical();
    int batch = config.picturesPerRank();
    sampler =
        new EpochSampler(
            config.seed(), train.size(), logical, batch, LastBatch.KEEP, train.layout());
    ranks = Ranks.on(site.workers(), logical, batch);
    int size = config.data().cropSize();
    pool = new CropPool(1, ranks.localRows(), size, config.data().prefetchBatches() + 1);
    PictureInput input = PictureInput.crops(engine, config.data());
    int classes = train.classNames().size();
    state = LinearState.start(config, engine, input, site, encoders, checkpoint, classes);
    evaluator = new LinearEvaluator(config, engine, input, test, badTests, site);
    position = state.position();
    journal = RunJournal.open(config, site, position);
    skipped =
        new SkippedPictures(
            List.of(new SkippedPictures.Part(train, bad), new SkippedPictures.Part(test, badTests)),
            config.data().badPictureLimit(),
            site,
            journal);
    recorder = new LinearRecorder(config, journal);
    String line =
        "%s, %s, workers as %s"
            .formatted(
                engine.description(),
                WorkerDecoders.describe(decoder.description(), site.workers()),
                site.workers().description());
    recorder.run(state, line, classes, sampler.stepsPerEpoch(), site.workers().size());
  }

  /**
   * Runs the worker to the end of training.
   *
   * @param pretrained the checkpoint of the encoders, or a run's folder
   * @param checkpoint the checkpoint of this run to go on from; empty to start anew
   * @throws UserError for bad input, too many broken pictures, a full disk, a loss that diverges
   * @throws IllegalStateException if an encoder changed although it is frozen
   */
  public static LinearResult run(
      LinearConfig config, Data data, String pretrained, String checkpoint, WorkerSite site) {
    PretrainedEncoders encoders = PretrainedEncoders.find(pretrained, site.hadoop());
    try (ImageDecoder decoder = DataSets.decoder(config.data());
        Scope scope = Scope.open();
        LinearRun run = new LinearRun(config, data, encoders, checkpoint, site, decoder)) {
      return run.train();
    }
  }

  private LinearResult train() {
    int epochs = config.optimizer().epochs();
    LearningRate learningRate = LearningRate.of(config.optimizer());
    int first = position.epoch();
    List<LinearCounts> counts = List.of();
    for (int epoch = first; epoch < epochs; epoch++) {
      trainEpoch(epoch, learningRate.at(epoch));
      if (epoch == first) {
        state.classifiers().forEach(LinearClassifier::checkFrozen);
      }
      recorder.logSteps(position);
      boolean last = epoch == epochs - 1;
      counts = evaluator.evaluate(state.classifiers(), last);
      skipped.gather();
      state.endEpoch(counts);
      recorder.epoch(state);
      if (last || (epoch + 1) % config.checkpoint().everyEpochs() == 0 || journal.stops()) {
        checkpoint();
      }
    }
    if (first == epochs) { // all was done before this start, except for what is told at the end
      counts = evaluator.evaluate(state.classifiers(), true);
    }
    List<LinearResult.Peer> peers = site.first() ? peers(counts) : List.of();
    recorder.done(state, peers, test.classNames());
    return new LinearResult(position.globalStep(), peers);
  }

  private List<LinearResult.Peer> peers(List<LinearCounts> counts) {
    List<LinearResult.Peer> peers = new ArrayList<>();
    for (int i = 0; i < counts.size(); i++) {
      LinearClassifier classifier = state.classifiers().get(i);
      List<List<Long>> confusion = counts.get(i).matrix(test.classNames().size());
      peers.add(
          new LinearResult.Peer(classifier.name(), List.copyOf(classifier.history()), confusion));
    }
    return List.copyOf(peers);
  }

  private void trainEpoch(int epoch, double learningRate) {
    List<Integer> own =
        IntStream.range(ranks.first(), ranks.first() + ranks.local()).boxed().toList();
    StepRange range = new StepRange(epoch, position.stepInEpoch(), sampler.stepsPerEpoch());
    try (BatchPipeline pipeline =
        new BatchPipeline(
            train, bad, pool, pipelineSettings(), sampler.order(epoch).plan(own), range)) {
      recorder.startEpoch(learningRate);
      while (pipeline.hasNext()) {
        site.stop().check();
        step(pipeline, learningRate);
        if (journal.wantsCheckpoint(position.globalStep()) && pipeline.hasNext()) {
          checkpoint();
        }
      }
    }
  }

  private void step(BatchPipeline pipeline, double learningRate) {
    recorder.startStep(pipeline.waitedNanos(), state.communicationNanos());
    try (CropBatch batch = pipeline.next()) {
      long[] labels = Arrays.stream(batch.labels()).asLongStream().toArray();
      LinearTrainer.Step mean = state.step(batch.crops(0), labels, learningRate);
      int rows = batch.rows() * site.workers().size();
      recorder.endStep(position, mean, rows, pipeline.waitedNanos(), state.communicationNanos());
    } catch (DivergedException e) {
      throw journal.diverged(position, e.getMessage(), e);
    }
  }

  /** The loss is looked at before an update, so what the last update did is looked at here. */
  private void checkpoint() {
    for (LinearClassifier classifier : state.classifiers()) {
      if (!classifier.isFinite()) {
        throw journal.diverged(
            position,
            "the classifier of encoder %s is no longer finite".formatted(classifier.name()),
            null);
      }
    }
    recorder.logSteps(position);
    Map<String, Long> counters = pictures.counters(skipped);
    journal.checkpoint(
        position, () -> state.snapshot(counters, journal.versions(), listing.classes()));
  }

  private PipelineSettings pipelineSettings() {
    CropView view =
        new CropView(
            Purpose.LABELLED_CROP,
            DataSets.linearView(config.augmentation(), config.data().cropSize()));
    int threads = config.data().loaderThreads();
    return new PipelineSettings(
        config.seed(), List.of(view), BrokenRule.REPLACE, threads, BATCH_DEADLINE);
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
