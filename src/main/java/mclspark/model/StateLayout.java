package mclspark.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The ordered state of a network, put together layer by layer. */
final class StateLayout {

  private final List<StateEntry> entries = new ArrayList<>();

  List<StateEntry> entries() {
    return Collections.unmodifiableList(entries);
  }

  /** Adds a convolution without bias, KO initialised. */
  Layers.Conv conv(String name, int in, int out, int kernel, int stride) {
    long[] shape = {out, in, kernel, kernel};
    add(name + ".weight", shape, StateEntry.Role.PARAMETER, Initializer.kaimingFanOut(shape));
    return new Layers.Conv(name + ".weight", stride, kernel / 2, 1);
  }

  /** Adds a batch normalisation with its running statistics. */
  Layers.BatchNorm batchNorm(String name, int channels) {
    long[] shape = {channels};
    add(name + ".weight", shape, StateEntry.Role.PARAMETER, Initializer.ONES);
    add(name + ".bias", shape, StateEntry.Role.PARAMETER, Initializer.ZEROS);
    add(name + ".running_mean", shape, StateEntry.Role.BUFFER, Initializer.ZEROS);
    add(name + ".running_var", shape, StateEntry.Role.BUFFER, Initializer.ONES);
    add(name + ".num_batches_tracked", new long[0], StateEntry.Role.COUNTER, Initializer.ZEROS);
    return new Layers.BatchNorm(name);
  }

  /** Adds a linear layer with bias, with PyTorch's default initialisation. */
  Layers.Linear linear(String name, int in, int out) {
    return linear(name, in, out, Initializer.uniformFanIn(in), Initializer.uniformFanIn(in));
  }

  /** Adds a linear layer with bias. */
  Layers.Linear linear(String name, int in, int out, Initializer weight, Initializer bias) {
    add(name + ".weight", new long[] {out, in}, StateEntry.Role.PARAMETER, weight);
    add(name + ".bias", new long[] {out}, StateEntry.Role.PARAMETER, bias);
    return new Layers.Linear(name);
  }

  private void add(String name, long[] shape, StateEntry.Role role, Initializer initial) {
    entries.add(new StateEntry(name, shape, role, initial));
  }
}
