package mclspark.train;

import java.util.Arrays;

/** What the benches measure time with. */
final class Timing {

  private static final double MILLION = 1e6;

  private Timing() {}

  static double millis(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / MILLION;
  }

  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** Share by which each step took longer than the bare part before it; the median over pairs. */
  static double overhead(double[] bare, double... step) {
    double[] shares = new double[bare.length];
    Arrays.setAll(shares, i -> (step[i] - bare[i]) / bare[i]);
    return median(shares);
  }
}
