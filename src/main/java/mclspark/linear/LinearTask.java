package mclspark.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mclspark.augment.CropView;
import mclspark.checkpoint.safetensors.TensorFile;
import mclspark.metrics.MetricsEvent;
import mclspark.pipeline.CropBatch;
import mclspark.pretrain.PretrainedEncoders;
import mclspark.random.Purpose;
import mclspark.run.DataSets;
import mclspark.run.OpenedPictures;
import mclspark.run.RunJournal;
import mclspark.run.RunPosition;
import mclspark.run.StepMeter;
import mclspark.run.Task;
import mclspark.run.TaskContext;
import mclspark.sampling.BatchPlan;
import mclspark.sampling.EpochSampler;
import mclspark.sampling.LastBatch;
import mclspark.step.LearningRate;

/**
 * Linear classification on frozen features (spec 2) or fine-tuning, on one worker: a classifier on
 * each encoder, scored after every epoch. The last step of an epoch may be smaller; its gradient is
 * the mean over logical ranks of their means, like that of any other step.
 */
public final class LinearTask implements Task<LinearResult> {

  private final ClassifierConfig config;
  private final PretrainedEncoders encoders;
  private final TaskContext context;
  private final EpochSampler sampler;
  private final LinearState state;
  private final LinearEvaluator evaluator;
  private final List<String> testClasses;
  private List<LinearCounts> counts = List.of(); // of the last test
  private boolean frozenChecked;

  /**
   * Loads the encoders.
   *
   * @throws mclspark.UserError if they can't be read
   */
  public LinearTask(ClassifierConfig config, PretrainedEncoders encoders, TaskContext context) {
    this.config = config;
    this.encoders = encoders;
    this.context = context;
    sampler = context.shuffled(config.seed(), LastBatch.KEEP);
    state = LinearState.of(config, encoders, context);
    OpenedPictures test = context.test().orElseThrow();
    evaluator =
        new LinearEvaluator(
            config, context.engine(), context.input(), test.source(), test.bad(), context.site());
    testClasses = test.source().classNames();
  }

  @Override
  public int networks() {
    return state.classifiers().size();
  }

  @Override
  public long parameters() {
    return state.classifiers().stream().mapToLong(LinearClassifier::parameters).sum();
  }

  @Override
  public String parentRun() {
    return encoders.run();
  }

  @Override
  public BatchPlan plan(int epoch) {
    return sampler.order(epoch).plan(context.ranks().numbers());
  }

  @Override
  public List<CropView> views() {
    return List.of(
        new CropView(
            Purpose.LABELLED_CROP,
            DataSets.linearView(config.augmentation(), config.data().cropSize())));
  }

  @Override
  public void initialize() {
    state.initialize();
  }

  @Override
  public void restore(Map<String, TensorFile> files) {
    state.restore(files);
  }

  @Override
  public Map<String, TensorFile> state() {
    return state.files();
  }

  @Override
  public Optional<String> notFinite() {
    return state.classifiers().stream()
        .filter(classifier -> !classifier.isFinite())
        .map(classifier -> "the classifier of encoder %s is".formatted(classifier.name()))
        .findFirst();
  }

  /** The means over the classifiers and all ranks, as one row. */
  @Override
  public List<double[]> step(CropBatch batch, RunPosition position, double learningRate) {
    long[] labels = Arrays.stream(batch.labels()).asLongStream().toArray();
    double headRate = config.headRate(position.epoch(), learningRate);
    LinearTrainer.Step mean = state.step(batch.crops(0), labels, headRate, learningRate);
    return List.of(new double[] {mean.loss(), mean.top1()});
  }

  @Override
  public long communicationNanos() {
    return state.communicationNanos();
  }

  @Override
  public MetricsEvent stepLine(StepMeter.Span steps) {
    return LinearLines.step(steps);
  }

  /** None: the lines of the test tell of the training, too. */
  @Override
  public List<MetricsEvent> epochLines(StepMeter.Span steps) {
    return List.of();
  }

  /**
   * Tests all classifiers.
   *
   * @throws IllegalStateException if an encoder changed although it is frozen
   */
  @Override
  public List<MetricsEvent> test(RunPosition position) {
    if (!frozenChecked) {
      state.classifiers().forEach(LinearClassifier::checkFrozen);
      frozenChecked = true;
    }
    int epoch = position.epoch();
    state.shareStatistics();
    counts = evaluator.evaluate(state.classifiers(), epoch == config.optimizer().epochs() - 1);
    List<MetricsEvent> lines = new ArrayList<>();
    double learningRate = LearningRate.of(config.optimizer()).at(epoch);
    for (int i = 0; i < counts.size(); i++) {
      LinearClassifier classifier = state.classifiers().get(i);
      classifier.endEpoch(counts.get(i));
      lines.add(line(classifier, position, learningRate));
    }
    return lines;
  }

  private MetricsEvent line(
      LinearClassifier classifier, RunPosition position, double learningRate) {
    return config.trainsEncoders()
        ? LinearLines.finetuned(
            classifier,
            position,
            learningRate,
            config.headRate(position.epoch(), learningRate),
            context.train().source().size())
        : LinearLines.test(classifier, position, learningRate);
  }

  @Override
  public LinearResult finish(RunPosition position, RunJournal journal) {
    if (counts.isEmpty()) { // all was done before this start, except for what is told at the end
      counts = evaluator.evaluate(state.classifiers(), true);
    }
    List<LinearResult.Peer> peers = context.site().first() ? peers() : List.of();
    for (LinearResult.Peer peer : peers) {
      if (!peer.confusion().isEmpty()) {
        journal.append(new MetricsEvent.Confusion(peer.name(), testClasses, peer.confusion()));
      }
    }
    journal.append(new MetricsEvent.Done(journal.seconds(), position.imagesSeen()));
    return new LinearResult(position.globalStep(), peers);
  }

  private List<LinearResult.Peer> peers() {
    List<LinearResult.Peer> peers = new ArrayList<>();
    for (int i = 0; i < counts.size(); i++) {
      LinearClassifier classifier = state.classifiers().get(i);
      List<List<Long>> confusion = counts.get(i).matrix(testClasses.size());
      peers.add(
          new LinearResult.Peer(classifier.name(), List.copyOf(classifier.history()), confusion));
    }
    return List.copyOf(peers);
  }

  @Override
  public void close() {
    state.close();
  }
}
