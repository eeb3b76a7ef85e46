package mclspark.model;

import java.util.List;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Tensor;

/** A network's layers, without weights. */
public interface Network {

  /** The ordered state. */
  List<StateEntry> state();

  /** Number of trained parameters. */
  default long parameters() {
    return state().stream()
        .filter(entry -> entry.role() == StateEntry.Role.PARAMETER)
        .mapToLong(entry -> HostTensor.elements(entry.shape()))
        .sum();
  }

  /** Width F of the features. */
  int featureWidth();

  /** Pictures to pooled features: float32 [b, 3, h, w] to [b, F]. */
  Tensor features(Tensor pictures, Weights weights);

  /** Features to outputs: [b, F] to [b, outputs]. */
  Tensor head(Tensor features, Weights weights);
}
