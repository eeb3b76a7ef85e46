package mclspark.model.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mclspark.model.BatchNormMode;
import mclspark.model.NetworkTensors;
import mclspark.model.StateEntry;
import mclspark.model.Weights;
import mclspark.tensor.Autocast;
import mclspark.tensor.FlatParameters;
import mclspark.tensor.ForwardScript;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * All peers of a supervised run with weights on a device, and with projection heads if there are
 * any (spec 3.4). Its tensors belong to the scope that it was made in.
 */
public final class PeerEncoder {

  private final TorchEngine engine;
  private final PeerNetwork network;
  private final ProjectionHeads heads;
  private final NetworkTensors tensors;
  private final ForwardScript script = new ForwardScript();

  /**
   * Allocates the peers; every entry is zero until {@link #initialize} or {@link #load}.
   *
   * @param trained false for peers that never get a gradient
   * @param channelsLast memory layout of convolution weights; channels last is faster on CPUs
   * @param projectionWidth width d of the projections; 0 for no heads, as for evaluation
   */
  public PeerEncoder(
      TorchEngine engine,
      PeerNetwork network,
      boolean trained,
      boolean channelsLast,
      int projectionWidth) {
    this.engine = engine;
    this.network = network;
    int headCount = projectionWidth == 0 ? 0 : network.peers();
    heads = new ProjectionHeads(headCount, network.featureWidth(), projectionWidth);
    List<StateEntry> entries = new ArrayList<>(network.state());
    entries.addAll(heads.state());
    tensors = new NetworkTensors(engine, entries, trained, channelsLast);
  }

  /** Draws the starting weights of peers and heads; peers start differently. */
  public void initialize(long seed) {
    tensors.initialize(seed, "");
  }

  /**
   * Pictures float32 [b, 3, h, w] to logits [b, C] and embedding [b, F] of each peer, computed in
   * the engine's precision.
   */
  public List<PeerOutput> forward(Tensor pictures, BatchNormMode mode) {
    Weights weights = tensors.beginForward(mode);
    try (Autocast.Mode precision = Autocast.of(engine)) {
      List<Tensor> outputs = // two of each peer
          script.run(
              mode.name(),
              pictures,
              weights.tensors().values(),
              () ->
                  network.forward(pictures, weights).stream()
                      .flatMap(peer -> Stream.of(peer.logits(), peer.embedding()))
                      .toList());
      return IntStream.range(0, peers())
          .mapToObj(
              peer ->
                  new PeerOutput(
                      precision.output(outputs.get(2 * peer)),
                      precision.output(outputs.get(2 * peer + 1))))
          .toList();
    }
  }

  /**
   * The projection of each peer's embedding: rows of norm 1, [b, d]. A row of zeros gives NaN, as
   * the norm has no epsilon (spec 0).
   *
   * @param outputs of {@link #forward}
   * @throws IllegalStateException if there are no projection heads
   */
  public List<Tensor> project(List<PeerOutput> outputs) {
    if (heads.state().isEmpty()) {
      throw new IllegalStateException("These peers have no projection heads");
    }
    return heads.apply(outputs, tensors.weights(BatchNormMode.EVALUATE));
  }

  /** Number N of peers. */
  public int peers() {
    return network.peers();
  }

  /** Width F of each peer's embedding. */
  public int featureWidth() {
    return network.featureWidth();
  }

  /** Parameters and gradients of all peers, then of all heads, as flat buffers. */
  public FlatParameters parameters() {
    return tensors.parameters();
  }

  /** Copies the whole state, in state order: the peers' entries, then the heads'. */
  public Map<String, HostTensor> state() {
    return tensors.state();
  }

  /** Copies the peers' entries, without the heads: what evaluation and export need. */
  public Map<String, HostTensor> networkState() {
    return tensors.state(network.state());
  }

  /**
   * Takes over the entries that {@code state} has; the caller checks which may be missing.
   *
   * @throws IllegalArgumentException if a shape or type differs, naming the entry
   */
  public void load(Map<String, HostTensor> state) {
    tensors.load(state);
  }
}
