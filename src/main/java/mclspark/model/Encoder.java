package mclspark.model;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import mclspark.tensor.Autocast;
import mclspark.tensor.FlatParameters;
import mclspark.tensor.ForwardScript;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Precision;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/** A network with weights on a device. Its tensors belong to the scope that it was made in. */
public final class Encoder {

  private final TorchEngine engine;
  private final Network network;
  private final NetworkTensors tensors;
  private final ForwardScript script = new ForwardScript();

  /**
   * Allocates a network; every entry is zero until {@link #initialize} or {@link #load}.
   *
   * @param trained false for a network that never gets a gradient
   * @param channelsLast memory layout of convolution weights; channels last is faster on CPUs
   */
  public Encoder(TorchEngine engine, Network network, boolean trained, boolean channelsLast) {
    this.engine = engine;
    this.network = network;
    tensors = new NetworkTensors(engine, network.state(), trained, channelsLast);
  }

  /**
   * Draws the starting weights.
   *
   * @param seed the run's seed
   * @param prefix the network's name in the run; networks of different prefix start differently
   */
  public void initialize(long seed, String prefix) {
    tensors.initialize(seed, prefix);
  }

  /** Pictures to pooled features: float32 [b, 3, h, w] to [b, F], in the engine's precision. */
  public Tensor features(Tensor pictures, BatchNormMode mode) {
    Weights weights = tensors.beginForward(mode);
    try (Autocast.Mode precision = Autocast.of(engine)) {
      return precision.output(
          run("features", pictures, weights, () -> network.features(pictures, weights)));
    }
  }

  /** Features to outputs: [b, F] to [b, outputs], in float32 as the losses that follow. */
  public Tensor head(Tensor features) {
    return network.head(features, tensors.weights(BatchNormMode.EVALUATE));
  }

  /** Pictures to outputs: float32 [b, 3, h, w] to [b, outputs]. */
  public Tensor forward(Tensor pictures, BatchNormMode mode) {
    if (engine.precision() != Precision.FLOAT32) {
      return head(features(pictures, mode)); // between them autocast ends
    }
    Weights weights = tensors.beginForward(mode);
    return run(
        "forward",
        pictures,
        weights,
        () -> network.head(network.features(pictures, weights), weights));
  }

  private Tensor run(String part, Tensor pictures, Weights weights, Supplier<Tensor> layers) {
    return script
        .run(
            part + " " + weights.mode(),
            pictures,
            weights.tensors().values(),
            () -> List.of(layers.get()))
        .get(0);
  }

  /** Width F of the features. */
  public int featureWidth() {
    return network.featureWidth();
  }

  /** Parameters and gradients as flat buffers. */
  public FlatParameters parameters() {
    return tensors.parameters();
  }

  /** Copies the whole state, in state order. */
  public Map<String, HostTensor> state() {
    return tensors.state();
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
