package mclspark.pretrain;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import mclspark.checkpoint.CheckpointStore;
import mclspark.checkpoint.RunIdentity;
import mclspark.checkpoint.Snapshot;
import mclspark.checkpoint.safetensors.TensorFile;
import mclspark.config.ModelConfig;
import mclspark.config.RunConfig;
import mclspark.config.Stem;
import mclspark.dataset.ClassNames;
import mclspark.model.Architectures;
import mclspark.model.Head;
import mclspark.model.Network;
import mclspark.run.RunPosition;
import mclspark.run.WorkerSite;
import mclspark.step.PictureInput;
import mclspark.tensor.TorchEngine;
import org.apache.hadoop.fs.Path;

/** Everything that a pre-training run goes on from: model, optimiser and how far it has come. */
public final class PretrainState {

  private final RunConfig config;
  private final MocoModel model;
  private final MocoTrainer trainer;
  private final WarmStart start;
  private final List<String> prefixes;
  private final RunPosition position = new RunPosition();

  private PretrainState(RunConfig config, MocoModel model, MocoTrainer trainer, WarmStart start) {
    this.start = start;
    this.config = config;
    this.model = model;
    this.trainer = trainer;
    prefixes = IntStream.range(0, config.model().peers()).mapToObj(MocoModel::queryPrefix).toList();
  }

  /**
   * Builds the model and restores a checkpoint, or draws the starting weights.
   *
   * @param checkpoint a checkpoint's folder, or empty
   * @param start where the encoders' starting weights come from
   */
  static PretrainState start(
      RunConfig config,
      TorchEngine engine,
      PictureInput input,
      WorkerSite site,
      String checkpoint,
      WarmStart start) {
    MocoModel model =
        MocoModel.allocate(
            engine,
            () -> network(config.model()),
            config.model().peers(),
            config.moco().queueSize(),
            config.model().dim(),
            config.ranks().channelsLast());
    MocoTrainer.Settings settings =
        new MocoTrainer.Settings(
            config.moco().momentum(),
            config.moco().temperature(),
            config.moco().softTemperature(),
            config.optimizer().momentum(),
            config.optimizer().weightDecay(),
            config.optimizer().nesterov(),
            config.ranks().channelsLast());
    MocoTrainer trainer =
        new MocoTrainer(
            engine,
            model,
            settings,
            config.ranks().logical(),
            config.picturesPerRank(),
            input,
            site.workers());
    PretrainState state = new PretrainState(config, model, trainer, start);
    if (checkpoint.isEmpty()) {
      model.initialize(config.seed());
      start.load(model, site.hadoop());
    } else {
      Path path = new Path(checkpoint);
      state.restore(CheckpointStore.open(path.getParent().toString(), site.hadoop(), 1).load(path));
    }
    return state;
  }

  /** The encoders' network. */
  public static Network network(ModelConfig config) {
    Head head = config.mlpHead() ? Head.mlp(config.dim()) : Head.linear(config.dim());
    return Architectures.named(config.arch(), config.stem() == Stem.CIFAR, head);
  }

  private void restore(Snapshot snapshot) {
    model.load(snapshot.files().get(Snapshot.MODEL).tensors());
    trainer.optimizer().load(snapshot.files().get(Snapshot.OPTIMIZER).tensors(), prefixes);
    position.restore(snapshot.progress());
  }

  /** Copies everything; complete on rank 0, which has the batch-norm history. */
  Snapshot snapshot(Map<String, Long> counters, Map<String, String> versions, ClassNames classes) {
    Map<String, TensorFile> files = new LinkedHashMap<>();
    files.put(Snapshot.MODEL, new TensorFile(model.state(), start.metadata()));
    files.put(Snapshot.OPTIMIZER, TensorFile.of(trainer.optimizer().state(prefixes)));
    RunIdentity run = RunIdentity.of(config, "", config.model().peers(), versions, classes);
    return new Snapshot(Instant.now(), run, position.progress(counters), files);
  }

  /** How far the run has come. */
  RunPosition position() {
    return position;
  }

  MocoModel model() {
    return model;
  }

  MocoTrainer trainer() {
    return trainer;
  }

  /** The first peer whose parameters or velocities are no longer finite. */
  OptionalInt notFinite() {
    return trainer.optimizer().notFinite();
  }

  /** Trained parameters of all peers. */
  long parameters() {
    return model.pairs().stream().mapToLong(pair -> pair.query().parameters().count()).sum();
  }
}
