package mclspark.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.tensor.DataType;
import mclspark.tensor.FlatParameters;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/** A network with weights on a device. Its tensors belong to the scope that it was made in. */
public final class Encoder {

  private final Network network;
  private final FlatParameters parameters;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final Map<String, Long> counters = new TreeMap<>();

  /**
   * Allocates a network; every entry is zero until {@link #initialize} or {@link #load}.
   *
   * @param trained false for a network that never gets a gradient
   * @param channelsLast memory layout of convolution weights; channels last is faster on CPUs
   */
  public Encoder(TorchEngine engine, Network network, boolean trained, boolean channelsLast) {
    this.network = network;
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (StateEntry entry : network.state()) {
      switch (entry.role()) {
        case PARAMETER -> shapes.put(entry.name(), entry.shape());
        case BUFFER -> tensors.put(entry.name(), engine.zeros(entry.shape()));
        case COUNTER -> counters.put(entry.name(), 0L);
      }
    }
    parameters = new FlatParameters(engine, shapes, trained, channelsLast);
    tensors.putAll(parameters.leaves());
  }

  /**
   * Draws the starting weights.
   *
   * @param seed the run's seed
   * @param prefix the network's name in the run; networks of different prefix start differently
   */
  public void initialize(long seed, String prefix) {
    for (StateEntry entry : network.state()) {
      if (entry.role() != StateEntry.Role.COUNTER) {
        long item = (prefix + entry.name()).hashCode();
        CounterRandom random = CounterRandom.of(seed, 0, item, Purpose.INITIAL_WEIGHTS);
        float[] values = new float[(int) HostTensor.elements(entry.shape())];
        entry.initial().fill(random, values);
        set(entry, values);
      }
    }
  }

  /** Pictures to pooled features: float32 [b, 3, h, w] to [b, F]. */
  public Tensor features(Tensor pictures, BatchNormMode mode) {
    if (mode == BatchNormMode.TRAIN) {
      counters.replaceAll((name, count) -> count + 1);
    }
    return network.features(pictures, new Weights(tensors, mode));
  }

  /** Features to outputs: [b, F] to [b, outputs]. */
  public Tensor head(Tensor features) {
    return network.head(features, new Weights(tensors, BatchNormMode.EVALUATE));
  }

  /** Pictures to outputs: float32 [b, 3, h, w] to [b, outputs]. */
  public Tensor forward(Tensor pictures, BatchNormMode mode) {
    return head(features(pictures, mode));
  }

  /** Width F of the features. */
  public int featureWidth() {
    return network.featureWidth();
  }

  /** Parameters and gradients as flat buffers. */
  public FlatParameters parameters() {
    return parameters;
  }

  /** Copies the whole state, in state order. */
  public Map<String, HostTensor> state() {
    Map<String, HostTensor> state = new LinkedHashMap<>();
    for (StateEntry entry : network.state()) {
      state.put(
          entry.name(),
          entry.role() == StateEntry.Role.COUNTER
              ? scalar(counters.get(entry.name()))
              : tensors.get(entry.name()).toHost());
    }
    return state;
  }

  /**
   * Takes over the entries that {@code state} has; the caller checks which may be missing.
   *
   * @throws IllegalArgumentException if a shape or type differs, naming the entry
   */
  public void load(Map<String, HostTensor> state) {
    for (StateEntry entry : network.state()) {
      HostTensor values = state.get(entry.name());
      if (values == null) {
        continue;
      }
      if (entry.role() == StateEntry.Role.COUNTER) {
        ByteBuffer data = values.data().slice().order(ByteOrder.LITTLE_ENDIAN);
        counters.put(entry.name(), data.getLong());
      } else {
        try {
          tensors.get(entry.name()).set(values);
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(entry.name() + ": " + e.getMessage(), e);
        }
      }
    }
  }

  private void set(StateEntry entry, float[] values) {
    ByteBuffer data = ByteBuffer.allocate(values.length * Float.BYTES);
    data.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    tensors.get(entry.name()).set(new HostTensor(DataType.FLOAT32, entry.shape(), data));
  }

  private static HostTensor scalar(long value) {
    ByteBuffer data = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return new HostTensor(DataType.INT64, new long[0], data.putLong(value).flip());
  }
}
