package mclspark.supervised;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import mclspark.augment.CropView;
import mclspark.checkpoint.safetensors.TensorFile;
import mclspark.metrics.MetricsEvent;
import mclspark.pipeline.CropBatch;
import mclspark.random.Purpose;
import mclspark.run.DataSets;
import mclspark.run.OpenedPictures;
import mclspark.run.RunJournal;
import mclspark.run.RunPosition;
import mclspark.run.StepMeter;
import mclspark.run.Task;
import mclspark.run.TaskContext;
import mclspark.sampling.BatchPlan;
import mclspark.sampling.ClassBalancedSampler;
import mclspark.sampling.EpochSampler;
import mclspark.sampling.LastBatch;
import mclspark.sampling.PicturesByClass;
import mclspark.step.RunningStatistics;

/**
 * Supervised training with mutual contrastive learning (spec 3, 4), on one worker: the peers are
 * tested after each epoch.
 */
public final class SupervisedTask implements Task<SupervisedResult> {

  private final SupervisedConfig config;
  private final TaskContext context;
  private final IntFunction<BatchPlan> plans; // of each epoch
  private final SupervisedState state;
  private final PeerEvaluator evaluator;

  /** Allocates the peers and the work space of a step. */
  public SupervisedTask(SupervisedConfig config, TaskContext context) {
    this.config = config;
    this.context = context;
    PicturesByClass pictures = PicturesByClass.of(context.train().source());
    plans = plans(pictures);
    state = SupervisedState.allocate(config, context, pictures);
    OpenedPictures test = context.test().orElseThrow();
    evaluator =
        new PeerEvaluator(
            config, context.engine(), context.input(), test.source(), test.bad(), context.site());
  }

  /** Batches are class-balanced (spec 3.3) or shuffled (spec 4.1). */
  private IntFunction<BatchPlan> plans(PicturesByClass pictures) {
    List<Integer> own = context.ranks().numbers();
    int logical = context.ranks().logical();
    if (config.mcl().balancesClasses()) {
      ClassBalancedSampler sampler =
          new ClassBalancedSampler(
              config.seed(),
              pictures,
              config.optimizer().batchSize(),
              config.mcl().imagesPerClass());
      return epoch -> sampler.plan(epoch, logical, own);
    }
    EpochSampler sampler = context.shuffled(config.seed(), LastBatch.KEEP);
    return epoch -> sampler.order(epoch).plan(own);
  }

  @Override
  public int networks() {
    return config.model().peers();
  }

  @Override
  public long parameters() {
    return state.peers().parameters().count();
  }

  @Override
  public BatchPlan plan(int epoch) {
    return plans.apply(epoch);
  }

  @Override
  public List<CropView> views() {
    return List.of(
        new CropView(
            Purpose.LABELLED_CROP, DataSets.trainView(config.data(), config.augmentation())));
  }

  @Override
  public boolean freshCrops() {
    return config.mcl().balancesClasses();
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
    return state.trainer().optimizer().notFinite().isPresent()
        ? Optional.of("the parameters are")
        : Optional.empty();
  }

  @Override
  public List<double[]> step(CropBatch batch, RunPosition position, double learningRate) {
    PeerTrainer.LabelledBatch labelled =
        new PeerTrainer.LabelledBatch(batch.crops(0), batch.labels(), batch.indices());
    return state.trainer().step(labelled, position.epoch(), learningRate).stream()
        .map(SupervisedLosses::toArray)
        .toList();
  }

  @Override
  public long communicationNanos() {
    return state.trainer().communicationNanos();
  }

  @Override
  public MetricsEvent stepLine(StepMeter.Span steps) {
    return SupervisedLines.step(steps);
  }

  @Override
  public List<MetricsEvent> epochLines(StepMeter.Span steps) {
    return List.of(SupervisedLines.epoch(steps));
  }

  @Override
  public List<MetricsEvent> test(RunPosition position) {
    RunningStatistics.shareFromFirst(
        state.peers()::state, state.peers()::load, context.site().workers());
    PeerScore score = evaluator.evaluate(state.peers());
    state.add(score);
    return List.of(SupervisedLines.evaluation(position, score));
  }

  @Override
  public SupervisedResult finish(RunPosition position, RunJournal journal) {
    journal.append(SupervisedLines.done(journal.seconds(), position.imagesSeen(), state.history()));
    return new SupervisedResult(position.globalStep(), state.history());
  }

  @Override
  public void close() {
    state.close();
  }
}
