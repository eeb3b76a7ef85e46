package mclspark.supervised;

import mclspark.loss.MclResult;
import mclspark.tensor.Tensor;

/**
 * The contrastive part of a supervised step, as one logical rank sees it. A step calls {@link
 * #begin} once, {@link #of} for each local rank, {@link #end} once, all with the same rows.
 */
interface PeerContrast {

  /**
   * The rows of a step on all workers, in rank order.
   *
   * @param z projections, float32 [N, W b, d], without gradient
   * @param labels [W b]
   * @param pictures indices in the training set, [W b]
   */
  record Rows(Tensor z, long[] labels, long[] pictures) {}

  /** Sees all rows before any rank's part. */
  void begin(Rows all);

  /**
   * Terms and gradient of a rank, scaled so that the mean over ranks is that of the global batch.
   *
   * @param first the rank's first row among all
   * @param count rows of the rank, b
   * @param epoch which negatives are drawn
   * @return gradient float32 [N, b, d]
   */
  MclResult of(int first, int count, int epoch);

  /** Takes notice of the step; nothing of it may be used afterwards. */
  void end();
}
