package mclspark.loss;

/**
 * The four unweighted MCL terms of one step of a supervised run (spec 3.5, 4.3).
 *
 * @param vcl vanilla contrastive loss, summed over peers
 * @param softVcl distillation among the peers' own distributions
 * @param icl interactive contrastive loss, summed over ordered pairs of peers
 * @param softIcl distillation among the interactive distributions
 */
public record MclTerms(double vcl, double softVcl, double icl, double softIcl) {

  /** No terms: a single net without contrast, or a baseline. */
  public static final MclTerms NONE = new MclTerms(0, 0, 0, 0);

  /** Each term times its weight, as logs show them. */
  public MclTerms weighted(MclWeights weights) {
    return new MclTerms(
        weights.vcl() * vcl,
        weights.softVcl() * softVcl,
        weights.icl() * icl,
        weights.softIcl() * softIcl);
  }

  /** The plain sum of the four terms. */
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

  /** The values in the order VCL, softVCL, ICL, softICL, for exchange among ranks. */
  public double[] toArray() {
    return new double[] {vcl, softVcl, icl, softIcl};
  }

  /** The reverse of {@link #toArray}. */
  public static MclTerms of(double... values) {
    return new MclTerms(values[0], values[1], values[2], values[3]);
  }

  static MclTerms of(float[] values) {
    return new MclTerms(values[0], values[1], values[2], values[3]);
  }
}
