package mclspark.model;

import java.util.List;
import mclspark.tensor.HostTensor;

/** Layers that have a state: parameters, buffers and counters under their names. */
public interface Stateful {

  /** The ordered state. */
  List<StateEntry> state();

  /** Number of trained parameters. */
  default long parameters() {
    return state().stream()
        .filter(entry -> entry.role() == StateEntry.Role.PARAMETER)
        .mapToLong(entry -> HostTensor.elements(entry.shape()))
        .sum();
  }
}
