package mclspark.tensor;

/**
 * Whole formulas as one TorchScript call each, where many small calls would cost time or memory.
 */
public final class FusedOps {

  private FusedOps() {}

  /**
   * The four MoCo + MCL terms and their gradient (spec 1.4); {@code mclspark.loss.MocoMclLoss}
   * states the formulas.
   *
   * <p>Works through the queue in pieces that stay in the cache and never holds more than one
   * exponential a logit: with {@code e = exp(l / T)} the soft terms need {@code e} and the cross
   * entropies {@code e^T}.
   *
   * @param queries float32 [N, b, D], rows of norm 1
   * @param keys float32 [N, b, D], rows of norm 1
   * @param queue float32 [N, K, D], rows of norm 1
   * @param stored float32 [N * N * b * K], overwritten
   * @param scratch float32 [N * N * b * chunk], overwritten
   * @param scratch2 the same
   * @return terms [4] in the order VCL, softVCL, ICL, softICL; the gradient of their sum by the
   *     queries [N, b, D]; how many negatives beat the positive for peer 0 [b]
   */
  public static Tensor[] mocoMcl(
      Tensor queries,
      Tensor keys,
      Tensor queue,
      double temperature,
      double softTemperature,
      Tensor stored,
      Tensor scratch,
      Tensor scratch2,
      int chunk) {
    return ScriptOps.get()
        .tensors(
            "moco_mcl",
            queries,
            keys,
            queue,
            temperature,
            softTemperature,
            stored,
            scratch,
            scratch2,
            chunk);
  }
}
