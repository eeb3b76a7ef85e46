package mclspark.model;

import java.util.function.LongConsumer;
import mclspark.tensor.Tensor;

/** A piece of a network. It holds names and sizes; the weights come with each call. */
interface Layer {

  /** Feature maps [b, in, h, w] to [b, out, h', w'], or vectors [b, in] to [b, out]. */
  Tensor apply(Tensor x, Weights weights);

  /**
   * Counts what the layer multiplies for one picture (spec 5.8): only convolutions and linear
   * layers count. By default a layer neither multiplies nor resizes.
   *
   * @param side height and width of the input map
   * @param multiplyAdds gets the count of each layer
   * @return height and width of the output map
   */
  default int walk(int side, LongConsumer multiplyAdds) {
    return side;
  }
}
