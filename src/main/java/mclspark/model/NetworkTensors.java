package mclspark.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.tensor.DataType;
import mclspark.tensor.FlatParameters;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/** The state of a network on a device: parameters, running statistics and counters. */
public final class NetworkTensors {

  private final List<StateEntry> entries;
  private final FlatParameters parameters;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final Map<String, Long> counters = new TreeMap<>();

  /** Allocates the entries; every one is zero until {@link #initialize} or {@link #load}. */
  public NetworkTensors(
      TorchEngine engine, List<StateEntry> entries, boolean trained, boolean channelsLast) {
    this.entries = List.copyOf(entries);
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (StateEntry entry : entries) {
      switch (entry.role()) {
        case PARAMETER -> shapes.put(entry.name(), entry.shape());
        case BUFFER -> tensors.put(entry.name(), engine.zeros(entry.shape()));
        case COUNTER -> counters.put(entry.name(), 0L);
      }
    }
    parameters = new FlatParameters(engine, shapes, trained, channelsLast);
    tensors.putAll(parameters.leaves());
  }

  /** Draws the starting values; names with another prefix start differently. */
  public void initialize(long seed, String prefix) {
    for (StateEntry entry : entries) {
      if (entry.role() != StateEntry.Role.COUNTER) {
        long item = (prefix + entry.name()).hashCode();
        CounterRandom random = CounterRandom.of(seed, 0, item, Purpose.INITIAL_WEIGHTS);
        float[] values = new float[(int) HostTensor.elements(entry.shape())];
        entry.initial().fill(random, values);
        set(entry, values);
      }
    }
  }

  /** The weights for one forward pass, which the counters count if it leaves history behind. */
  public Weights beginForward(BatchNormMode mode) {
    if (mode == BatchNormMode.TRAIN) {
      counters.replaceAll((name, count) -> count + 1);
    }
    return weights(mode);
  }

  /** The weights for a part that has no batch normalisation to count. */
  public Weights weights(BatchNormMode mode) {
    return new Weights(tensors, mode);
  }

  public FlatParameters parameters() {
    return parameters;
  }

  /** Copies the entries with these names, in the order given. */
  public Map<String, HostTensor> state(List<StateEntry> wanted) {
    Map<String, HostTensor> state = new LinkedHashMap<>();
    for (StateEntry entry : wanted) {
      state.put(
          entry.name(),
          entry.role() == StateEntry.Role.COUNTER
              ? scalar(counters.get(entry.name()))
              : tensors.get(entry.name()).toHost());
    }
    return state;
  }

  /** Copies the whole state, in state order. */
  public Map<String, HostTensor> state() {
    return state(entries);
  }

  /**
   * Takes over the entries that {@code state} has.
   *
   * @throws IllegalArgumentException if a shape or type differs, naming the entry
   */
  public void load(Map<String, HostTensor> state) {
    for (StateEntry entry : entries) {
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
