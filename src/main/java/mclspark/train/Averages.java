package mclspark.train;

import java.util.List;
import mclspark.loss.StepLosses;

/** Means of losses and accuracies over steps and logical ranks, and the speed meanwhile. */
final class Averages {

  private final double[] sums = new double[6];
  private long count;
  private long images;
  private long nanos;
  private long dataNanos;
  private long communicationNanos;

  /** Adds one step. */
  void add(List<StepLosses> ranks, int rows, long step, long data, long communication) {
    for (StepLosses losses : ranks) {
      double[] values = losses.toArray();
      for (int i = 0; i < sums.length; i++) {
        sums[i] += values[i];
      }
    }
    count += ranks.size();
    images += rows;
    nanos += step;
    dataNanos += data;
    communicationNanos += communication;
  }

  boolean isEmpty() {
    return count == 0;
  }

  StepLosses mean() {
    double[] means = new double[sums.length];
    for (int i = 0; i < means.length; i++) {
      means[i] = sums[i] / count;
    }
    return StepLosses.of(means);
  }

  MetricsEvent.Losses losses() {
    StepLosses mean = mean();
    return new MetricsEvent.Losses(
        mean.total(), mean.vcl(), mean.icl(), mean.softVcl(), mean.softIcl());
  }

  MetricsEvent.Retrieval retrieval() {
    return new MetricsEvent.Retrieval(100 * mean().top1(), 100 * mean().top5());
  }

  MetricsEvent.Speed speed() {
    return new MetricsEvent.Speed(
        images * 1e9 / nanos, (double) dataNanos / nanos, (double) communicationNanos / nanos);
  }

  long images() {
    return images;
  }

  double seconds() {
    return nanos / 1e9;
  }
}
