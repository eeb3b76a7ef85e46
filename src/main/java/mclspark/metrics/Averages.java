package mclspark.metrics;

import java.util.List;

/** Means of what logical ranks measured over steps, and the speed meanwhile. */
public final class Averages {

  private double[] sums = {};
  private double weight;
  private long images;
  private long nanos;
  private long dataNanos;
  private long communicationNanos;

  /**
   * Adds one step, weighted by its pictures.
   *
   * @param ranks the same numbers of each logical rank
   * @param rows pictures of all ranks
   */
  void add(List<double[]> ranks, int rows, long step, long data, long communication) {
    double share = (double) rows / ranks.size(); // a last step may be smaller
    for (double[] values : ranks) {
      sums = weight == 0 ? new double[values.length] : sums;
      for (int i = 0; i < sums.length; i++) {
        sums[i] += share * values[i];
      }
      weight += share;
    }
    images += rows;
    nanos += step;
    dataNanos += data;
    communicationNanos += communication;
  }

  public boolean isEmpty() {
    return weight == 0;
  }

  /** The means, in the order of the numbers added. */
  public double[] mean() {
    double[] means = new double[sums.length];
    for (int i = 0; i < means.length; i++) {
      means[i] = sums[i] / weight;
    }
    return means;
  }

  public MetricsEvent.Speed speed() {
    return new MetricsEvent.Speed(
        images * 1e9 / nanos, (double) dataNanos / nanos, (double) communicationNanos / nanos);
  }

  public long images() {
    return images;
  }

  public double seconds() {
    return nanos / 1e9;
  }
}
