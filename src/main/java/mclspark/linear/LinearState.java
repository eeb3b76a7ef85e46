package mclspark.linear;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import mclspark.checkpoint.CheckpointReader;
import mclspark.checkpoint.RunIdentity;
import mclspark.checkpoint.Snapshot;
import mclspark.checkpoint.safetensors.TensorFile;
import mclspark.config.LinearConfig;
import mclspark.dataset.ClassNames;
import mclspark.model.Architectures;
import mclspark.model.Encoder;
import mclspark.model.Head;
import mclspark.pretrain.PretrainedEncoders;
import mclspark.run.RunPosition;
import mclspark.run.WorkerSite;
import mclspark.step.DivergedException;
import mclspark.step.PictureInput;
import mclspark.tensor.HostTensor;
import mclspark.tensor.TorchEngine;
import org.apache.hadoop.fs.Path;

/**
 * Everything that linear classification goes on from: the classifiers of all wanted encoders, and
 * how far they have come. They are trained side by side on the same crops.
 */
public final class LinearState implements AutoCloseable {

  /** The file of {@code fc} after each classifier's best epoch. */
  static final String BEST = "best.safetensors";

  /** The file of the scores. */
  static final String SCORES = "scores.safetensors";

  /** The metadata entry of the model file that names the encoders' checkpoint. */
  public static final String ENCODERS = "pretrained";

  /** The one with the digest of the encoders' file there. */
  public static final String ENCODERS_DIGEST = "pretrained_sha256";

  private final LinearConfig config;
  private final PretrainedEncoders encoders;
  private final int workers;
  private final List<LinearClassifier> classifiers = new ArrayList<>();
  private final RunPosition position = new RunPosition();

  private LinearState(LinearConfig config, PretrainedEncoders encoders, int workers) {
    this.config = config;
    this.encoders = encoders;
    this.workers = workers;
  }

  /**
   * Loads the encoders and restores a checkpoint of the classifiers, or draws their starting
   * weights. The untrained control is the same architecture with initial weights and with batch
   * statistics of mean 0 and variance 1, as they are before the first training step.
   *
   * @param checkpoint a checkpoint's folder, or empty
   * @param classes width of the classifiers
   */
  static LinearState start(
      LinearConfig config,
      TorchEngine engine,
      PictureInput input,
      WorkerSite site,
      PretrainedEncoders encoders,
      String checkpoint,
      int classes) {
    LinearState state = new LinearState(config, encoders, site.workers().size());
    for (int peer : encoders.peers(config)) {
      Map<String, HostTensor> values = encoders.state(peer);
      Encoder backbone = encoders.backbone(engine, peer, values, config.ranks().channelsLast());
      state.add(Integer.toString(peer), backbone, values, engine, input, site, classes);
    }
    if (config.untrainedControl()) {
      Encoder backbone =
          new Encoder(engine, encoders.network(), false, config.ranks().channelsLast());
      String name = LinearClassifier.UNTRAINED;
      backbone.initialize(config.seed(), LinearClassifier.prefix(name));
      state.add(name, backbone, backbone.state(), engine, input, site, classes);
    }
    if (!checkpoint.isEmpty()) {
      state.restore(new CheckpointReader(site.hadoop()).load(new Path(checkpoint)));
    }
    return state;
  }

  private void add(
      String name,
      Encoder backbone,
      Map<String, HostTensor> frozen,
      TorchEngine engine,
      PictureInput input,
      WorkerSite site,
      int classes) {
    Encoder head =
        new Encoder(
            engine,
            Architectures.headOnly(backbone.featureWidth(), Head.classifier(classes)),
            true,
            false);
    head.initialize(config.seed(), LinearClassifier.prefix(name));
    LinearTrainer trainer =
        new LinearTrainer(
            engine,
            backbone,
            head,
            config.optimizer().momentum(),
            config.optimizer().weightDecay(),
            config.optimizer().nesterov(),
            config.ranks().logical(),
            config.picturesPerRank(),
            input,
            site.workers());
    classifiers.add(new LinearClassifier(name, backbone, frozen, head, trainer));
  }

  private void restore(Snapshot snapshot) {
    for (LinearClassifier classifier : classifiers) {
      classifier.restore(
          snapshot.files().get(Snapshot.MODEL).tensors(),
          snapshot.files().get(BEST).tensors(),
          snapshot.files().get(Snapshot.OPTIMIZER).tensors(),
          snapshot.files().get(SCORES).tensors());
    }
    position.restore(snapshot.progress());
  }

  /** Copies everything. */
  Snapshot snapshot(Map<String, Long> counters, Map<String, String> versions, ClassNames classes) {
    Map<String, TensorFile> files = new LinkedHashMap<>();
    Map<String, String> origin =
        Map.of(ENCODERS, encoders.location(), ENCODERS_DIGEST, encoders.digest());
    files.put(Snapshot.MODEL, new TensorFile(all(LinearClassifier::headState), origin));
    files.put(BEST, TensorFile.of(all(LinearClassifier::bestHeadState)));
    files.put(Snapshot.OPTIMIZER, TensorFile.of(all(LinearClassifier::velocities)));
    files.put(SCORES, TensorFile.of(all(LinearClassifier::scores)));
    RunIdentity run = RunIdentity.of(config, encoders.run(), classifiers.size(), versions, classes);
    return new Snapshot(Instant.now(), run, position.progress(counters), files);
  }

  private Map<String, HostTensor> all(Function<LinearClassifier, Map<String, HostTensor>> part) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    classifiers.forEach(classifier -> tensors.putAll(part.apply(classifier)));
    return tensors;
  }

  /**
   * Trains every classifier on one global batch; {@code crops} and labels are this worker's.
   *
   * @return the means over the classifiers
   */
  LinearTrainer.Step step(ByteBuffer crops, long[] labels, double learningRate) {
    int rows = labels.length * workers;
    double loss = 0;
    double top1 = 0;
    for (LinearClassifier classifier : classifiers) {
      try {
        LinearTrainer.Step step = classifier.step(crops, labels, rows, learningRate);
        loss += step.loss() / classifiers.size();
        top1 += step.top1() / classifiers.size();
      } catch (DivergedException e) {
        throw new DivergedException("Encoder %s: %s".formatted(classifier.name(), e.getMessage()));
      }
    }
    position.stepDone(rows);
    return new LinearTrainer.Step(loss, top1);
  }

  /** Nanoseconds that training has waited for other workers so far. */
  long communicationNanos() {
    return classifiers.stream().mapToLong(LinearClassifier::communicationNanos).sum();
  }

  /** Ends an epoch with the validation of every classifier. */
  void endEpoch(List<LinearCounts> counts) {
    for (int i = 0; i < counts.size(); i++) {
      classifiers.get(i).endEpoch(counts.get(i));
    }
    position.endEpoch();
  }

  List<LinearClassifier> classifiers() {
    return List.copyOf(classifiers);
  }

  /** How far the run has come. */
  RunPosition position() {
    return position;
  }

  @Override
  public void close() {
    classifiers.forEach(LinearClassifier::close);
  }
}
