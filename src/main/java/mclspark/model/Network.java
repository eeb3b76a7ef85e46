package mclspark.model;

import mclspark.tensor.Tensor;

/** A network's layers, without weights. */
public interface Network extends Stateful {

  /** Width F of the features. */
  int featureWidth();

  /** Pictures to pooled features: float32 [b, 3, h, w] to [b, F]. */
  Tensor features(Tensor pictures, Weights weights);

  /** Features to outputs: [b, F] to [b, outputs]. */
  Tensor head(Tensor features, Weights weights);

  /** Tells what every layer but the head computes for one picture of that height and width. */
  void walk(int side, Census census);
}
