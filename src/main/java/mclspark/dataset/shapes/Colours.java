package mclspark.dataset.shapes;

import mclspark.random.CounterRandom;

/**
 * Random colours (three numbers from 0 to 255) whose brightness keeps a distance from others', so
 * that shape and texture stay visible in greyscale too.
 */
final class Colours {

  private static final double MOST_SATURATED = 0.6;

  private final CounterRandom random;

  Colours(CounterRandom random) {
    this.random = random;
  }

  /** A colour whose brightness is at least {@code distance} from each of the others'. */
  double[] away(double distance, double[]... others) {
    while (true) {
      double[] colour = next();
      double nearest = Double.MAX_VALUE;
      for (double[] other : others) {
        nearest = Math.min(nearest, Math.abs(brightness(colour) - brightness(other)));
      }
      if (nearest >= distance) {
        return colour;
      }
    }
  }

  /** Any colour. */
  double[] next() {
    double value = random.uniform(25, 245);
    double saturation = random.uniform(0, MOST_SATURATED);
    double hue = random.uniform(0, 6);
    double[] colour = new double[3];
    for (int i = 0; i < 3; i++) {
      // Distance on the colour circle from the channel's own hue, as a tent of height 1.
      double turn = Math.abs(((hue - 2 * i + 9) % 6) - 3);
      double tent = Math.min(1, Math.max(0, 2 - turn));
      colour[i] = value * (1 - saturation * (1 - tent));
    }
    return colour;
  }

  static double brightness(double[] colour) {
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2];
  }
}
