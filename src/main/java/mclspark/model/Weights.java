package mclspark.model;

import java.util.Map;
import mclspark.tensor.Tensor;

/**
 * A network's tensors by name, for one forward pass.
 *
 * @param tensors parameters and buffers
 * @param mode how batch normalisation behaves
 */
public record Weights(Map<String, Tensor> tensors, BatchNormMode mode) {

  public Tensor get(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalStateException("The network has no tensor " + name);
    }
    return tensor;
  }
}
