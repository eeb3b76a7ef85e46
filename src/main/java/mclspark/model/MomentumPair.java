package mclspark.model;

import mclspark.tensor.Ops;

/**
 * A query encoder and the key encoder that follows it as an exponential moving average (MoCo, CVPR
 * 2020; spec 1.2, 1.4). Only parameters are averaged; the key encoder's running statistics evolve
 * by its own forward passes.
 *
 * @param query trained by gradients
 * @param key never gets a gradient
 */
public record MomentumPair(Encoder query, Encoder key) {

  /** theta_k = momentum * theta_k + (1 - momentum) * theta_q. */
  public void updateKey(double momentum) {
    Ops.movingAverage(key.parameters().values(), query.parameters().values(), 1 - momentum);
  }
}
