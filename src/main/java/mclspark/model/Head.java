package mclspark.model;

import mclspark.tensor.Ops;
import mclspark.tensor.Tensor;

/** What stands on a network's features; always named {@code fc} (spec 1.2, 2). */
public interface Head {

  /** Adds the head's layers and returns its forward pass. */
  Forward build(StateLayout layout, int featureWidth);

  /** Features [b, F] to outputs [b, outputs]. */
  interface Forward {
    /** Applies the head. */
    Tensor apply(Tensor features, Weights weights);
  }

  /** No head: for an encoder of which only the features are used. */
  static Head none() {
    return (layout, width) -> (features, weights) -> features;
  }

  /** MoCo v1: one linear layer to {@code outputs}. */
  static Head linear(int outputs) {
    return (layout, width) -> layout.linear("fc", width, outputs)::apply;
  }

  /** MoCo v2: linear, ReLU, linear. The last layer is the former {@code fc} (defect D1 mended). */
  static Head mlp(int outputs) {
    return (layout, width) -> {
      Layers.Linear hidden = layout.linear("fc.0", width, width);
      Layers.Linear last = layout.linear("fc.2", width, outputs);
      return (features, weights) ->
          last.apply(Ops.reluInPlace(hidden.apply(features, weights)), weights);
    };
  }

  /** Linear classification: weight ~ Normal(0, 0.01^2), bias 0 (spec 2.1). */
  static Head classifier(int classes) {
    return (layout, width) ->
        layout.linear("fc", width, classes, Initializer.normal(0.01), Initializer.ZEROS)::apply;
  }
}
