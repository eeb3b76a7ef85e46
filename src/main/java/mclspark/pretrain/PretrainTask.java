package mclspark.pretrain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import mclspark.augment.CropView;
import mclspark.checkpoint.Snapshot;
import mclspark.checkpoint.safetensors.TensorFile;
import mclspark.loss.MocoLosses;
import mclspark.metrics.MetricsEvent;
import mclspark.pipeline.CropBatch;
import mclspark.random.CounterRandom;
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

/** Pre-training with MoCo and mutual contrastive learning (spec 1), on one worker. */
public final class PretrainTask implements Task<PretrainResult> {

  private final PretrainConfig config;
  private final WarmStart start;
  private final TaskContext context;
  private final EpochSampler sampler;
  private final MocoModel model;
  private final MocoTrainer trainer;
  private final List<String> prefixes;
  private final Optional<KnnEvaluator> knn;
  private final Optional<FeatureEvaluator> features;
  private final RunExamples examples;
  private final PretrainLines lines;

  /**
   * Allocates the networks and the work space of a step.
   *
   * @param start where the encoders' starting weights come from
   */
  public PretrainTask(PretrainConfig config, WarmStart start, TaskContext context) {
    this.config = config;
    this.start = start;
    this.context = context;
    int logical = config.ranks().logical();
    sampler = context.shuffled(config.seed(), LastBatch.DROP);
    model =
        MocoModel.allocate(
            context.engine(),
            () -> MocoModel.network(config.model()),
            config.model().peers(),
            config.moco().queueSize(),
            config.model().dim(),
            config.ranks().channelsLast());
    knn = context.test().map(test -> new KnnEvaluator(config, context, test));
    features =
        context
            .test()
            .filter(test -> config.knn().features())
            .map(test -> new FeatureEvaluator(context, test));
    trainer = // last, since it starts a thread
        new MocoTrainer(
            context.engine(),
            model,
            settings(config),
            logical,
            config.picturesPerRank(),
            context.input(),
            context.site().workers());
    prefixes = IntStream.range(0, config.model().peers()).mapToObj(MocoModel::queryPrefix).toList();
    examples = new RunExamples(context.site().output(), context.site().hadoop());
    lines = new PretrainLines(config);
  }

  private static MocoTrainer.Hyperparameters settings(PretrainConfig config) {
    return new MocoTrainer.Hyperparameters(
        config.moco().momentum(),
        config.moco().temperature(),
        config.moco().softTemperature(),
        config.optimizer().momentum(),
        config.optimizer().weightDecay(),
        config.optimizer().nesterov(),
        config.ranks().channelsLast());
  }

  @Override
  public int networks() {
    return config.model().peers();
  }

  @Override
  public long parameters() {
    return model.pairs().stream().mapToLong(pair -> pair.query().parameters().count()).sum();
  }

  @Override
  public BatchPlan plan(int epoch) {
    return sampler.order(epoch).plan(context.ranks().numbers());
  }

  @Override
  public List<CropView> views() {
    int size = config.data().cropSize();
    return List.of(
        new CropView(Purpose.QUERY_CROP, DataSets.view(config.augmentation(), size)),
        new CropView(Purpose.KEY_CROP, DataSets.view(config.augmentation(), size)));
  }

  @Override
  public void initialize() {
    model.initialize(config.seed());
    start.load(model, context.site().hadoop());
  }

  @Override
  public void restore(Map<String, TensorFile> files) {
    model.load(files.get(Snapshot.MODEL).tensors());
    trainer.optimizer().load(files.get(Snapshot.OPTIMIZER).tensors(), prefixes);
  }

  @Override
  public Map<String, TensorFile> state() {
    Map<String, TensorFile> files = new LinkedHashMap<>();
    files.put(Snapshot.MODEL, new TensorFile(model.state(), start.metadata()));
    files.put(Snapshot.OPTIMIZER, TensorFile.of(trainer.optimizer().state(prefixes)));
    return files;
  }

  @Override
  public Optional<String> notFinite() {
    return trainer.optimizer().notFinite().stream()
        .mapToObj("the parameters of peer %d are"::formatted)
        .findFirst();
  }

  @Override
  public List<double[]> step(CropBatch batch, RunPosition position, double learningRate) {
    if (position.globalStep() == 0 && context.site().first()) {
      examples.writePairs(batch.crops(0), batch.crops(1), config.data().cropSize());
    }
    MocoTrainer.TwoCropBatch crops = new MocoTrainer.TwoCropBatch(batch.crops(0), batch.crops(1));
    int[] permutation = shuffle(position.epoch(), batch.step());
    return trainer.step(crops, permutation, learningRate).stream()
        .map(MocoLosses::toArray)
        .toList();
  }

  /** The order in which the key encoders see the rows of a global batch. */
  private int[] shuffle(int epoch, long step) {
    int rows = context.ranks().globalRows();
    return config.moco().shuffle()
        ? CounterRandom.of(config.seed(), epoch, step, Purpose.BATCH_SHUFFLE).permutation(rows)
        : IntStream.range(0, rows).toArray();
  }

  @Override
  public long communicationNanos() {
    return trainer.communicationNanos();
  }

  @Override
  public MetricsEvent stepLine(StepMeter.Span steps) {
    return lines.step(steps);
  }

  @Override
  public List<MetricsEvent> epochLines(StepMeter.Span steps) {
    return lines.epoch(steps, trainer.keySpread());
  }

  /** Tells how similar queries and keys were in the epoch's last step. */
  @Override
  public List<MetricsEvent> test(RunPosition position) {
    return lines.similarities(position, trainer.similarities());
  }

  @Override
  public boolean evaluates(int epochsDone) {
    return knn.isPresent()
        && (epochsDone % config.knn().everyEpochs() == 0
            || epochsDone == config.optimizer().epochs());
  }

  /** Measures kNN accuracy of every peer, and what its features are like. */
  @Override
  public void evaluate(RunPosition position, RunJournal journal) {
    List<FeatureEvaluator.PeerResult> measured = new ArrayList<>();
    for (int peer = 0; peer < networks(); peer++) {
      evaluate(peer, position, journal).ifPresent(measured::add);
    }
    features.ifPresent(each -> each.tell(measured, position, journal));
  }

  /** A method of its own, so that one peer's features are gone before the next one's are made. */
  private Optional<FeatureEvaluator.PeerResult> evaluate(
      int peer, RunPosition position, RunJournal journal) {
    KnnEvaluator.Result result = knn.orElseThrow().evaluate(model.pairs().get(peer).query());
    journal.append(lines.knn(position, peer, result));
    if (peer == 0 && journal.writes()) {
      OpenedPictures test = context.test().orElseThrow();
      examples.writeNeighbours(result.examples(), test.source(), context.bank().source());
    }
    return features.flatMap(each -> each.evaluate(result));
  }

  @Override
  public PretrainResult finish(RunPosition position, RunJournal journal) {
    journal.append(new MetricsEvent.Done(journal.seconds(), position.imagesSeen()));
    return new PretrainResult(position.globalStep());
  }

  @Override
  public void close() {
    trainer.close();
  }
}
