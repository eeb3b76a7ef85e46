package mclspark.loss;

/**
 * The loss terms of one step, each a mean over rows, and the retrieval accuracy of peer 0.
 *
 * @param vcl vanilla contrastive loss, summed over peers
 * @param softVcl distillation among the peers' own distributions
 * @param icl interactive contrastive loss, summed over ordered pairs of peers
 * @param softIcl distillation among the interactive distributions
 * @param top1 share of rows whose own key beats every negative, in [0, 1]
 * @param top5 share of rows whose own key is among the best five, in [0, 1]
 */
public record MocoLosses(
    double vcl, double softVcl, double icl, double softIcl, double top1, double top5) {

  /** What is minimised: the plain sum of the four terms. */
  public double total() {
    return vcl + softVcl + icl + softIcl;
  }

  /** The first of the four terms that is NaN or infinite, or null. */
  public String firstNotFinite() {
    if (!Double.isFinite(vcl)) {
      return "VCL";
    } else if (!Double.isFinite(softVcl)) {
      return "softVCL";
    } else if (!Double.isFinite(icl)) {
      return "ICL";
    }
    return Double.isFinite(softIcl) ? null : "softICL";
  }

  /** The values as an array, for exchange among ranks. */
  public double[] toArray() {
    return new double[] {vcl, softVcl, icl, softIcl, top1, top5};
  }

  /** The reverse of {@link #toArray}. */
  public static MocoLosses of(double... values) {
    return new MocoLosses(values[0], values[1], values[2], values[3], values[4], values[5]);
  }
}
