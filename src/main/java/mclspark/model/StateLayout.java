package mclspark.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** The ordered state of a network, put together layer by layer. */
public final class StateLayout {

  private final List<StateEntry> entries;
  private final String prefix;
  private final Function<long[], Initializer> convolutions;

  /** An empty state whose convolutions are KO initialised. */
  public StateLayout() {
    this(Initializer::kaimingFanOut);
  }

  /** An empty state whose convolutions start as the rule says for a weight's shape. */
  public StateLayout(Function<long[], Initializer> convolutions) {
    this(new ArrayList<>(), "", convolutions);
  }

  private StateLayout(
      List<StateEntry> entries, String prefix, Function<long[], Initializer> convolutions) {
    this.entries = entries;
    this.prefix = prefix;
    this.convolutions = convolutions;
  }

  /** The same state; names that are added through the result start with {@code name}. */
  public StateLayout under(String name) {
    return new StateLayout(entries, prefix + name, convolutions);
  }

  public List<StateEntry> entries() {
    return Collections.unmodifiableList(entries);
  }

  /** Adds a convolution without bias. */
  public Layers.Conv conv(String name, ConvShape shape) {
    long[] weight = shape.weight();
    add(name + ".weight", weight, StateEntry.Role.PARAMETER, convolutions.apply(weight));
    return new Layers.Conv(prefix + name + ".weight", shape);
  }

  /** Adds a batch normalisation with its running statistics. */
  public Layers.BatchNorm batchNorm(String name, int channels) {
    long[] shape = {channels};
    add(name + ".weight", shape, StateEntry.Role.PARAMETER, Initializer.ONES);
    add(name + ".bias", shape, StateEntry.Role.PARAMETER, Initializer.ZEROS);
    add(name + ".running_mean", shape, StateEntry.Role.BUFFER, Initializer.ZEROS);
    add(name + ".running_var", shape, StateEntry.Role.BUFFER, Initializer.ONES);
    add(name + ".num_batches_tracked", new long[0], StateEntry.Role.COUNTER, Initializer.ZEROS);
    return new Layers.BatchNorm(prefix + name);
  }

  /** Adds a linear layer with bias, with PyTorch's default initialisation. */
  public Layers.Linear linear(String name, int in, int out) {
    return linear(name, in, out, Initializer.uniformFanIn(in), Initializer.uniformFanIn(in));
  }

  /** Adds a linear layer with bias. */
  public Layers.Linear linear(String name, int in, int out, Initializer weight, Initializer bias) {
    return linear(name, new long[] {out, in}, weight, bias);
  }

  /** Adds a 1x1 convolution with bias of 1x1 maps, which is a linear layer by another shape. */
  public Layers.Linear pointwise(String name, int in, int out) {
    Initializer initial = Initializer.uniformFanIn(in);
    return linear(name, new long[] {out, in, 1, 1}, initial, initial);
  }

  private Layers.Linear linear(String name, long[] shape, Initializer weight, Initializer bias) {
    add(name + ".weight", shape, StateEntry.Role.PARAMETER, weight);
    add(name + ".bias", new long[] {shape[0]}, StateEntry.Role.PARAMETER, bias);
    return new Layers.Linear(prefix + name, (int) shape[1], (int) shape[0]);
  }

  private void add(String name, long[] shape, StateEntry.Role role, Initializer initial) {
    entries.add(new StateEntry(prefix + name, shape, role, initial));
  }
}
