package mclspark.dataset.shapes;

import java.util.Arrays;
import mclspark.random.CounterRandom;

/** Draws scenes, antialiased by averaging points of a grid within each pixel. */
final class ShapePainter {

  /** Points per pixel and axis. */
  private static final int GRID = 3;

  private static final double[] OFFSETS = {0.5 / GRID, 1.5 / GRID, 2.5 / GRID};

  private static final double MOST_NOISE = 14;

  private ShapePainter() {}

  /**
   * Draws a picture.
   *
   * @return {@code [3, side, side]} bytes: red, green and blue plane
   */
  static byte[] paint(int label, double difficulty, int side, CounterRandom random) {
    Scene scene =
        new Scene(
            ShapesSettings.outline(label), ShapesSettings.texture(label), difficulty, side, random);
    double noise = difficulty * random.uniform(2, MOST_NOISE);
    byte[] planes = new byte[3 * side * side];
    double[] sum = new double[3];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        average(scene, x, y, sum);
        for (int channel = 0; channel < 3; channel++) {
          double value = sum[channel] + noise * bell(random);
          planes[(channel * side + y) * side + x] = (byte) clip(value);
        }
      }
    }
    return planes;
  }

  private static void average(Scene scene, int x, int y, double[] sum) {
    Arrays.fill(sum, 0);
    int bare = 0;
    for (int i = 0; i < GRID; i++) {
      for (int j = 0; j < GRID; j++) {
        double[] colour = scene.colour(x + OFFSETS[j], y + OFFSETS[i]);
        for (int channel = 0; channel < 3; channel++) {
          sum[channel] += colour[channel];
        }
        bare += scene.isGround(colour) ? 1 : 0;
      }
    }
    // Light and shade are smooth: the pixel's centre is enough.
    double shade = bare * scene.shade(x + 0.5, y + 0.5);
    double factor = scene.light(x + 0.5, y + 0.5) / (GRID * GRID);
    for (int channel = 0; channel < 3; channel++) {
      sum[channel] = (sum[channel] + shade) * factor;
    }
  }

  /** Nearly normal, deviation 1: the sum of eight uniform bytes of one draw. */
  private static double bell(CounterRandom random) {
    long bits = random.nextLong();
    int sum = 0;
    for (int i = 0; i < 8; i++) {
      sum += (int) (bits >>> (8 * i)) & 0xFF;
    }
    // Eight bytes: mean 1020, variance 8 (256^2 - 1) / 12.
    return (sum - 1020) / 209.0;
  }

  private static long clip(double value) {
    return Math.max(0, Math.min(255, Math.round(value)));
  }
}
