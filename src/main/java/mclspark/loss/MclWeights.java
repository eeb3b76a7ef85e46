package mclspark.loss;

/**
 * Weights of the four MCL terms in a supervised loss (spec 3.1). Every published run has 0.1, 1,
 * 0.1, 1; the baselines have zeros.
 *
 * @param vcl alpha
 * @param softVcl gamma
 * @param icl beta
 * @param softIcl lam
 */
public record MclWeights(double vcl, double softVcl, double icl, double softIcl) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is negative, infinite or NaN
   */
  public MclWeights {
    for (double weight : new double[] {vcl, softVcl, icl, softIcl}) {
      if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "a weight of the MCL terms is " + weight + "; it must be >= 0");
      }
    }
  }

  /** The weights in the order VCL, softVCL, ICL, softICL. */
  public double[] toArray() {
    return new double[] {vcl, softVcl, icl, softIcl};
  }
}
