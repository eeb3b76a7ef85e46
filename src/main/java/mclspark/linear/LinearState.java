package mclspark.linear;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import mclspark.checkpoint.Snapshot;
import mclspark.checkpoint.safetensors.TensorFile;
import mclspark.model.Architectures;
import mclspark.model.Encoder;
import mclspark.model.Head;
import mclspark.pretrain.PretrainedEncoders;
import mclspark.run.TaskContext;
import mclspark.step.DivergedException;
import mclspark.tensor.HostTensor;
import mclspark.tensor.TorchEngine;

/**
 * Everything that linear classification and fine-tuning go on from: the classifiers of all wanted
 * encoders. They are trained side by side on the same crops.
 */
public final class LinearState implements AutoCloseable {

  /** The file of what is trained after each classifier's best epoch. */
  static final String BEST = "best.safetensors";

  /** The file of the scores. */
  static final String SCORES = "scores.safetensors";

  /** The metadata entry of the model file that names the encoders' checkpoint. */
  public static final String ENCODERS = "pretrained";

  /** The one with the digest of the encoders' file there. */
  public static final String ENCODERS_DIGEST = "pretrained_sha256";

  private final ClassifierConfig config;
  private final PretrainedEncoders encoders;
  private final TaskContext context;
  private final List<LinearClassifier> classifiers = new ArrayList<>();

  private LinearState(ClassifierConfig config, PretrainedEncoders encoders, TaskContext context) {
    this.config = config;
    this.encoders = encoders;
    this.context = context;
  }

  /**
   * Loads the encoders. The control is the same architecture with initial weights and with batch
   * statistics of mean 0 and variance 1, as they are before the first training step.
   */
  static LinearState of(ClassifierConfig config, PretrainedEncoders encoders, TaskContext context) {
    LinearState state = new LinearState(config, encoders, context);
    TorchEngine engine = context.engine();
    boolean trained = config.trainsEncoders();
    boolean channelsLast = config.ranks().channelsLast();
    for (int peer : encoders.peers(config.peerNumber())) {
      Map<String, HostTensor> values = encoders.state(peer);
      Encoder backbone = encoders.network(engine, peer, values, trained, channelsLast);
      state.add(Integer.toString(peer), backbone, values);
    }
    if (config.hasControl()) {
      Encoder backbone = new Encoder(engine, encoders.network(), trained, channelsLast);
      // The same weights in both jobs.
      backbone.initialize(config.seed(), LinearClassifier.prefix(LinearClassifier.UNTRAINED));
      state.add(config.controlName(), backbone, backbone.state());
    }
    return state;
  }

  private void add(String name, Encoder backbone, Map<String, HostTensor> loaded) {
    TorchEngine engine = context.engine();
    Encoder head =
        new Encoder(
            engine,
            Architectures.headOnly(backbone.featureWidth(), Head.classifier(context.classes())),
            true,
            false);
    boolean trained = config.trainsEncoders();
    LinearTrainer trainer = trained ? finetuning(backbone, head) : onFrozen(backbone, head);
    classifiers.add(
        new LinearClassifier(name, backbone, trained ? Map.of() : loaded, head, trainer));
  }

  private LinearTrainer onFrozen(Encoder backbone, Encoder head) {
    return new LinearTrainer(
        context.engine(),
        backbone,
        head,
        config.optimizer().momentum(),
        config.optimizer().weightDecay(),
        config.optimizer().nesterov(),
        config.ranks().logical(),
        config.picturesPerRank(),
        context.input(),
        context.site().workers());
  }

  private LinearTrainer finetuning(Encoder backbone, Encoder head) {
    return LinearTrainer.finetuning(
        context.engine(),
        backbone,
        head,
        config.optimizer(),
        config.ranks().channelsLast(),
        context.ranks(),
        context.input(),
        context.site().workers());
  }

  /** Draws the classifiers' starting weights. */
  void initialize() {
    classifiers.forEach(classifier -> classifier.initialize(config.seed()));
  }

  /** Takes over the files of a checkpoint. */
  void restore(Map<String, TensorFile> files) {
    for (LinearClassifier classifier : classifiers) {
      classifier.restore(
          files.get(Snapshot.MODEL).tensors(),
          files.get(BEST).tensors(),
          files.get(Snapshot.OPTIMIZER).tensors(),
          files.get(SCORES).tensors());
    }
  }

  /** Copies everything. */
  Map<String, TensorFile> files() {
    Map<String, TensorFile> files = new LinkedHashMap<>();
    Map<String, String> origin =
        new TreeMap<>( // a plain map's order differs from JVM to JVM, and with it the file
            Map.of(ENCODERS, encoders.location(), ENCODERS_DIGEST, encoders.digest()));
    files.put(Snapshot.MODEL, new TensorFile(all(LinearClassifier::trainedState), origin));
    files.put(BEST, TensorFile.of(all(LinearClassifier::bestState)));
    files.put(Snapshot.OPTIMIZER, TensorFile.of(all(LinearClassifier::velocities)));
    files.put(SCORES, TensorFile.of(all(LinearClassifier::scores)));
    return files;
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
  LinearTrainer.Step step(ByteBuffer crops, long[] labels, double headRate, double learningRate) {
    int rows = labels.length * context.site().workers().size();
    double loss = 0;
    double top1 = 0;
    for (LinearClassifier classifier : classifiers) {
      try {
        LinearTrainer.Step step = classifier.step(crops, labels, rows, headRate, learningRate);
        loss += step.loss() / classifiers.size();
        top1 += step.top1() / classifiers.size();
      } catch (DivergedException e) {
        throw new DivergedException("Encoder %s: %s".formatted(classifier.name(), e.getMessage()));
      }
    }
    return new LinearTrainer.Step(loss, top1);
  }

  /** Before a test. */
  void shareStatistics() {
    classifiers.forEach(classifier -> classifier.shareStatistics(context.site().workers()));
  }

  /** Nanoseconds that training has waited for other workers so far. */
  long communicationNanos() {
    return classifiers.stream().mapToLong(LinearClassifier::communicationNanos).sum();
  }

  List<LinearClassifier> classifiers() {
    return List.copyOf(classifiers);
  }

  @Override
  public void close() {
    classifiers.forEach(LinearClassifier::close);
  }
}
