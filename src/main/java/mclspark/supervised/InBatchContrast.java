package mclspark.supervised;

import mclspark.loss.InBatchMclLoss;
import mclspark.loss.MclResult;
import mclspark.tensor.Ops;

/**
 * Contrast within the global batch (spec 3.5): each rank computes the loss of all rows and keeps
 * the gradient of its own, so W ranks of b rows see what one rank of W b rows sees.
 */
final class InBatchContrast implements PeerContrast {

  private final InBatchMclLoss loss;
  private MclResult result;
  private long rows;

  InBatchContrast(InBatchMclLoss loss) {
    this.loss = loss;
  }

  @Override
  public void begin(Rows all) {
    result = loss.compute(all.z(), all.labels());
    rows = all.z().size(1);
  }

  /** The optimiser divides by the number of ranks, the loss has divided by all rows already. */
  @Override
  public MclResult of(int first, int count, int epoch) {
    double ranks = (double) rows / count;
    return new MclResult(
        result.terms(),
        Ops.scale(Ops.contiguous(Ops.narrow(result.gradient(), 1, first, count)), ranks));
  }

  @Override
  public void end() {
    result = null;
  }
}
