package mclspark.model;

import mclspark.tensor.Ops;
import mclspark.tensor.Tensor;

/** max(body(x) + shortcut(x), 0) (He et al., CVPR 2016). */
record Residual(Layer body, Layer shortcut) implements Layer {

  @Override
  public Tensor apply(Tensor x, Weights weights) {
    Tensor y = body.apply(x, weights);
    Tensor passed = shortcut.apply(x, weights);
    Tensor sum = Ops.add(y, passed);
    y.close();
    if (passed != x) {
      passed.close();
    }
    return Ops.reluInPlace(sum);
  }

  @Override
  public int walk(int side, Census census) {
    shortcut.walk(side, census);
    return body.walk(side, census);
  }
}
