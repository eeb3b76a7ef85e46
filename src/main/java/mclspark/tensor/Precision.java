package mclspark.tensor;

/**
 * What networks compute with. Weights, gradients, statistics and losses are float32 in any case.
 */
public enum Precision {
  /** IEEE single precision; on GPUs convolutions may use TF32. */
  FLOAT32,
  /** Convolutions and matrix products in bfloat16, as PyTorch's autocast chooses operations. */
  BF16
}
