package mclspark.supervised;

import java.util.Arrays;
import mclspark.loss.LogitResult;
import mclspark.loss.MclTerms;

/**
 * What one logical rank found in a step of supervised training: means over its rows, and hits.
 *
 * @param total what is minimised
 * @param cls cross entropy, summed over peers
 * @param kd logit distillation; 0 without
 * @param terms the four contrastive terms times their weights
 * @param hits share of rows whose largest logit is the label, for each peer and, last, the ensemble
 */
public record SupervisedLosses(double total, double cls, double kd, MclTerms terms, double[] hits) {

  private static final String[] NAMES = {
    "The loss", "The cross entropy", "The distillation", "VCL", "softVCL", "ICL", "softICL"
  };

  /** Puts the parts of a step together. */
  static SupervisedLosses of(LogitResult logits, MclTerms weighted, int rows) {
    int peers = logits.correct().size();
    double[] hits = new double[peers + 1];
    for (int peer = 0; peer < peers; peer++) {
      hits[peer] = (double) logits.correct().get(peer) / rows;
    }
    hits[peers] = (double) logits.ensembleCorrect() / rows;
    double total = logits.cls() + logits.kd() + weighted.total();
    return new SupervisedLosses(total, logits.cls(), logits.kd(), weighted, hits);
  }

  /** The numbers in order, for exchange among ranks and for means. */
  double[] toArray() {
    double[] four = terms.toArray();
    double[] values = new double[3 + four.length + hits.length];
    values[0] = total;
    values[1] = cls;
    values[2] = kd;
    System.arraycopy(four, 0, values, 3, four.length);
    System.arraycopy(hits, 0, values, 3 + four.length, hits.length);
    return values;
  }

  /** The reverse of {@link #toArray}. */
  static SupervisedLosses of(double[] values) {
    MclTerms terms = MclTerms.of(values[3], values[4], values[5], values[6]);
    double[] hits = Arrays.copyOfRange(values, 7, values.length);
    return new SupervisedLosses(values[0], values[1], values[2], terms, hits);
  }

  /** The first loss that is NaN or infinite, for a sentence; null if all are finite. */
  String firstNotFinite() {
    double[] values = toArray();
    for (int i = NAMES.length - 1; i >= 0; i--) { // the total last: it only follows
      if (!Double.isFinite(values[i])) {
        return NAMES[i];
      }
    }
    return null;
  }
}
