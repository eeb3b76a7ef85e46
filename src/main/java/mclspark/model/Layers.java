package mclspark.model;

import mclspark.tensor.Ops;
import mclspark.tensor.Tensor;

/** Layers as names of their weights; the weights come with each call. */
final class Layers {

  private Layers() {}

  /** A convolution without bias. */
  record Conv(String weight, int stride, int padding, int groups) {
    Tensor apply(Tensor x, Weights weights) {
      return Ops.conv2d(x, weights.get(weight), stride, padding, groups);
    }
  }

  /** Batch normalisation, in the mode that the weights carry. */
  record BatchNorm(String name) {
    Tensor apply(Tensor x, Weights weights) {
      Tensor scale = weights.get(name + ".weight");
      Tensor shift = weights.get(name + ".bias");
      if (weights.mode() == BatchNormMode.TRAIN_WITHOUT_HISTORY) {
        return Ops.batchNorm(x, scale, shift);
      }
      Tensor mean = weights.get(name + ".running_mean");
      Tensor var = weights.get(name + ".running_var");
      boolean training = weights.mode() == BatchNormMode.TRAIN;
      return Ops.batchNorm(x, scale, shift, mean, var, training);
    }

    Tensor applyRelu(Tensor x, Weights weights) {
      return Ops.reluInPlace(apply(x, weights));
    }
  }

  /** A linear layer with bias. */
  record Linear(String name) {
    Tensor apply(Tensor x, Weights weights) {
      return Ops.linear(x, weights.get(name + ".weight"), weights.get(name + ".bias"));
    }
  }
}
