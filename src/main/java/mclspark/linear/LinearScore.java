package mclspark.linear;

import java.io.Serializable;

/**
 * One epoch of a linear classifier, as sums, so that means and shares are exact (spec 2.7, 6-D8).
 *
 * @param trainLossSum sum over training rows of the cross entropy, in nats
 * @param trainHits training rows whose label had the largest logit
 * @param trainRows training rows
 * @param lossSum sum over validation pictures of the cross entropy, in nats
 * @param hits1 validation pictures whose label has the largest logit
 * @param hits5 validation pictures whose label is among the five largest logits
 * @param images validation pictures that could be read
 */
public record LinearScore(
    double trainLossSum,
    long trainHits,
    long trainRows,
    double lossSum,
    long hits1,
    long hits5,
    long images)
    implements Serializable {

  /** Numbers that {@link #toLongs} makes. */
  static final int WIDTH = 7;

  /** Before the first step. */
  static final LinearScore ZERO = new LinearScore(0, 0, 0, 0, 0, 0, 0);

  /** Adds a training step. */
  LinearScore plusStep(LinearTrainer.Step step, int rows) {
    return new LinearScore(
        trainLossSum + step.loss() * rows,
        trainHits + Math.round(step.top1() * rows),
        trainRows + rows,
        lossSum,
        hits1,
        hits5,
        images);
  }

  /** Adds the validation that follows an epoch's training. */
  LinearScore withValidation(LinearCounts counts) {
    return new LinearScore(
        trainLossSum,
        trainHits,
        trainRows,
        counts.lossSum(),
        counts.hits1(),
        counts.hits5(),
        counts.images());
  }

  /** Mean training loss, in nats. */
  public double trainLoss() {
    return mean(trainLossSum, trainRows);
  }

  /** Training accuracy, in percent. */
  public double trainTop1() {
    return 100 * mean(trainHits, trainRows);
  }

  /** Mean validation loss, in nats. */
  public double loss() {
    return mean(lossSum, images);
  }

  /** Validation accuracy, in percent. */
  public double top1() {
    return 100 * mean(hits1, images);
  }

  /** Share of validation pictures with their label among the best five, in percent. */
  public double top5() {
    return 100 * mean(hits5, images);
  }

  private static double mean(double sum, long count) {
    return count == 0 ? 0 : sum / count;
  }

  /** The sums bit by bit, for a checkpoint. */
  long[] toLongs() {
    return new long[] {
      Double.doubleToLongBits(trainLossSum),
      trainHits,
      trainRows,
      Double.doubleToLongBits(lossSum),
      hits1,
      hits5,
      images
    };
  }

  /** The inverse of {@link #toLongs}. */
  static LinearScore of(long[] v) {
    return new LinearScore(
        Double.longBitsToDouble(v[0]), v[1], v[2], Double.longBitsToDouble(v[3]), v[4], v[5], v[6]);
  }
}
