package mclspark.report;

import java.util.Arrays;
import mclspark.report.page.Event;
import mclspark.report.page.Peers;

/**
 * Test accuracy of supervised peers after an epoch, in percent; what was not measured is NaN.
 *
 * @param epoch number of the epoch, from 0
 * @param top1 of each peer
 * @param ensembleTop1 of the sum of their logits
 * @param top5 of each peer; empty where it was not measured
 * @param ensembleTop5 likewise, of the sum
 * @param loss sum of the peers' cross-entropies, mean over the pictures
 * @param images number of test pictures
 */
record Evaluation(
    double epoch,
    double[] top1,
    double ensembleTop1,
    double[] top5,
    double ensembleTop5,
    double loss,
    double images) {

  /** The evaluation that an event tells. */
  static Evaluation of(Event event) {
    return new Evaluation(
        event.number("epoch"),
        event.numbers("top1"),
        event.number("ensemble_top1"),
        event.numbers("top5"),
        event.number("ensemble_top5"),
        event.number("loss"),
        event.number("images"));
  }

  /** The epoch's score: accuracy of the best single peer (spec 3.7). */
  double score() {
    return Arrays.stream(top1).filter(Double::isFinite).max().orElse(Double.NaN);
  }

  /** The first peer that has the score; empty text if no peer has one. */
  String bestPeer() {
    for (int peer = 0; peer < top1.length; peer++) {
      if (top1[peer] == score()) {
        return Peers.label(Integer.toString(peer));
      }
    }
    return "";
  }

  /** A peer's top-1, NaN where it is missing. */
  double top1Of(int peer) {
    return peer < top1.length ? top1[peer] : Double.NaN;
  }

  /** A peer's top-5, NaN where it is missing. */
  double top5Of(int peer) {
    return peer < top5.length ? top5[peer] : Double.NaN;
  }

  /** Epochs that were done when this was measured. */
  double epochsDone() {
    return epoch + 1;
  }
}
