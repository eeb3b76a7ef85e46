package mclspark.linear;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mclspark.collective.Collective;
import mclspark.model.BatchNormMode;
import mclspark.model.Encoder;
import mclspark.pretrain.MocoModel;
import mclspark.step.RunningStatistics;
import mclspark.storage.Sha256;
import mclspark.tensor.DataType;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Tensor;

/**
 * One encoder, the classifier that is trained on its features or together with it, and its scores
 * so far.
 */
final class LinearClassifier implements AutoCloseable {

  /** Name of the control: an encoder with initial weights. */
  static final String UNTRAINED = "untrained";

  private static final String SCORES = "scores";

  private final String name;
  private final Encoder backbone;
  private final Encoder head;
  private final LinearTrainer trainer;
  private final boolean trainsBackbone;
  private final Map<String, String> frozen; // tensor name to digest; empty if it is trained
  private final List<LinearScore> history = new ArrayList<>();
  private LinearScore current = LinearScore.ZERO;
  private Map<String, HostTensor> best = Map.of();

  /**
   * Puts the parts together.
   *
   * @param name the peer's number, or that of the control
   * @param frozen the state that the backbone must keep; empty if it is trained
   */
  LinearClassifier(
      String name,
      Encoder backbone,
      Map<String, HostTensor> frozen,
      Encoder head,
      LinearTrainer trainer) {
    this.name = name;
    this.backbone = backbone;
    this.head = head;
    this.trainer = trainer;
    this.frozen = digests(frozen);
    trainsBackbone = frozen.isEmpty();
  }

  String name() {
    return name;
  }

  /** What the names of its tensors in a checkpoint start with. */
  static String prefix(String name) {
    return Character.isDigit(name.charAt(0)) ? "peer_" + name + "." : name + ".";
  }

  private String prefix() {
    return prefix(name);
  }

  /** Draws the starting weights of the classifier. */
  void initialize(long seed) {
    head.initialize(seed, prefix());
  }

  /** Trained parameters. */
  long parameters() {
    return head.parameters().count() + (trainsBackbone ? backbone.parameters().count() : 0);
  }

  /** Whether neither parameters nor velocities have a NaN or an infinite value. */
  boolean isFinite() {
    return trainer.optimizer().notFinite().isEmpty();
  }

  /** Trains on one global batch of {@code rows} pictures. */
  LinearTrainer.Step step(
      ByteBuffer crops, long[] labels, int rows, double headRate, double learningRate) {
    LinearTrainer.Step step = trainer.step(crops, labels, headRate, learningRate);
    current = current.plusStep(step, rows);
    return step;
  }

  /** Nanoseconds that training has waited for other workers so far. */
  long communicationNanos() {
    return trainer.communicationNanos();
  }

  /** Gives all workers the running statistics of a trained encoder, before a test. */
  void shareStatistics(Collective workers) {
    if (trainsBackbone) {
      RunningStatistics.shareFromFirst(backbone::state, backbone::load, workers);
    }
  }

  /** Logits in evaluation mode: [b, 3, h, w] to [b, classes]. */
  Tensor logits(Tensor pictures) {
    return head.head(backbone.features(pictures, BatchNormMode.EVALUATE));
  }

  /**
   * Ends an epoch with its validation; keeps a copy of what is trained if it is the best so far.
   */
  void endEpoch(LinearCounts counts) {
    history.add(current.withValidation(counts));
    current = LinearScore.ZERO;
    if (best(history) == history.size() - 1) {
      best = trained();
    }
  }

  /** Scores of the finished epochs. */
  List<LinearScore> history() {
    return Collections.unmodifiableList(history);
  }

  /** The first epoch of the highest top-1 accuracy: only a strictly better one replaces it. */
  static int best(List<LinearScore> history) {
    int best = 0;
    for (int epoch = 1; epoch < history.size(); epoch++) {
      best = history.get(epoch).top1() > history.get(best).top1() ? epoch : best;
    }
    return best;
  }

  /**
   * Fails unless every tensor of the backbone still has the bits that it was loaded with (spec
   * 2.9).
   *
   * @throws IllegalStateException naming the tensor that changed
   */
  void checkFrozen() {
    Map<String, String> now = digests(backbone.state());
    frozen.forEach(
        (tensor, digest) -> {
          if (!digest.equals(now.get(tensor))) {
            throw new IllegalStateException(
                "The frozen encoder of %s changed: %s is not what was loaded"
                    .formatted(name, tensor));
          }
        });
  }

  private static Map<String, String> digests(Map<String, HostTensor> state) {
    Map<String, String> digests = new LinkedHashMap<>();
    state.forEach(
        (tensor, values) -> {
          byte[] bytes = new byte[values.data().remaining()];
          values.data().duplicate().get(bytes);
          digests.put(tensor, Sha256.of(bytes));
        });
    return digests;
  }

  /** What is trained: {@code fc} alone, or the whole network. */
  private Map<String, HostTensor> trained() {
    Map<String, HostTensor> state =
        new LinkedHashMap<>(trainsBackbone ? backbone.state() : Map.of());
    state.putAll(head.state());
    return state;
  }

  /** The trained tensors. */
  Map<String, HostTensor> trainedState() {
    return prefixed(trained());
  }

  /** The trained tensors after the best epoch; empty before the end of the first. */
  Map<String, HostTensor> bestState() {
    return prefixed(best);
  }

  /** The velocities of the optimiser. */
  Map<String, HostTensor> velocities() {
    return trainer.optimizer().state(prefixes());
  }

  /** Of the networks that the optimiser knows; their tensors have different names. */
  private List<String> prefixes() {
    return Collections.nCopies(trainsBackbone ? 2 : 1, prefix());
  }

  /** The scores of all finished epochs and, as the last row, of the present one. */
  Map<String, HostTensor> scores() {
    int rows = history.size() + 1;
    ByteBuffer data = ByteBuffer.allocate(rows * LinearScore.WIDTH * Long.BYTES);
    LongBuffer longs = data.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    history.forEach(score -> longs.put(score.toLongs()));
    longs.put(current.toLongs());
    long[] shape = {rows, LinearScore.WIDTH};
    return Map.of(prefix() + SCORES, new HostTensor(DataType.INT64, shape, data));
  }

  /**
   * Takes over what the four methods above gave.
   *
   * @throws IllegalArgumentException if a tensor is missing or has another shape
   */
  void restore(
      Map<String, HostTensor> trained,
      Map<String, HostTensor> best,
      Map<String, HostTensor> velocities,
      Map<String, HostTensor> scores) {
    HostTensor saved = scores.get(prefix() + SCORES);
    Map<String, HostTensor> own = MocoModel.withoutPrefix(trained, prefix());
    if (saved == null || !own.keySet().equals(trained().keySet())) {
      throw new IllegalArgumentException("The checkpoint has no whole state of " + prefix());
    }
    head.load(own);
    if (trainsBackbone) {
      backbone.load(own);
    }
    this.best = MocoModel.withoutPrefix(best, prefix());
    trainer.optimizer().load(velocities, prefixes());
    LongBuffer longs = saved.data().duplicate().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    long[] row = new long[LinearScore.WIDTH];
    while (longs.remaining() > LinearScore.WIDTH) {
      longs.get(row);
      history.add(LinearScore.of(row));
    }
    longs.get(row);
    current = LinearScore.of(row);
  }

  private Map<String, HostTensor> prefixed(Map<String, HostTensor> state) {
    Map<String, HostTensor> named = new LinkedHashMap<>();
    state.forEach((tensor, values) -> named.put(prefix() + tensor, values));
    return named;
  }

  /** Stops the thread that reduces gradients. */
  @Override
  public void close() {
    trainer.close();
  }
}
