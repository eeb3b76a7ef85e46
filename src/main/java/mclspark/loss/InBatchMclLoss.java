package mclspark.loss;

import mclspark.tensor.SupervisedOps;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * Mutual Contrastive Learning within a labelled batch, for CIFAR (spec 3.5).
 *
 * <p>With {@code S_ab = z_a z_b^T / tau}, shape [B, B], a row the anchor in net a; positives of
 * anchor r are the other rows of its class; column r itself takes part in no contrast, in ICL
 * neither:
 *
 * <pre>
 * C(S)    = mean over anchors with positives of the mean over positives c of
 *           log sum_{c' != r} exp S_rc' - S_rc
 * VCL     = sum_i      C(S_ii)
 * ICL     = sum_{a!=b} C(S_ab)
 * softVCL = sum_{i!=j} KL_T(S_ii || S_jj)    whole rows; the teacher, on the right, has no gradient
 * softICL = sum_{a!=b} KL_T(S_ab || S_ba)
 * </pre>
 *
 * <p>The gradient is written by hand: {@code dC/dS_rc = (softmax(S)_rc - [c positive] / positives)
 * / anchors}, {@code dKL_T/dS = T (softmax(S / T) - softmax(S' / T)) / B}; with G the [N B, N B]
 * matrix of all of them, {@code dz = (G + G^T) z / tau}. An anchor without positives counts in the
 * soft terms only.
 *
 * <p>With several ranks, call this on the gathered batch, whose loss it then is, and take the own
 * rows of the gradient; where gradients of W ranks are averaged afterwards, times W.
 */
public final class InBatchMclLoss {

  private final TorchEngine engine;
  private final MclSettings settings;

  /** A loss on the engine's device; holds no memory. */
  public InBatchMclLoss(TorchEngine engine, MclSettings settings) {
    this.engine = engine;
    this.settings = settings;
  }

  /**
   * Computes terms and gradient.
   *
   * @param z float32 [N, B, d], rows of norm 1
   * @param labels [B], any numbers
   */
  public MclResult compute(Tensor z, long[] labels) {
    if (labels.length != z.size(1)) {
      throw new IllegalArgumentException(labels.length + " labels do not belong to " + z);
    }
    Tensor[] results =
        SupervisedOps.inBatchMcl(
            z,
            engine.longs(labels),
            settings.temperature(),
            settings.softTemperature(),
            settings.weights().toArray());
    return new MclResult(MclTerms.of(results[0].toFloats()), results[1]);
  }
}
