package mclspark.model;

import mclspark.tensor.Tensor;

/** A piece of a network. It holds names and sizes; the weights come with each call. */
public interface Layer {

  /** Feature maps [b, in, h, w] to [b, out, h', w'], or vectors [b, in] to [b, out]. */
  Tensor apply(Tensor x, Weights weights);

  /**
   * Tells what the layer computes for one picture (spec 5.8): only convolutions and linear layers
   * count. By default a layer neither multiplies nor resizes.
   *
   * @param side height and width of the input map
   * @param census gets each convolution and linear layer
   * @return height and width of the output map
   */
  default int walk(int side, Census census) {
    return side;
  }
}
