package mclspark.pretrain.features;

import java.util.Arrays;

/**
 * The plane through the mean of features along their two longest axes (PCA). The sign of an axis
 * makes its largest entry positive.
 *
 * @param centre the mean, [d]
 * @param first longest axis, of norm 1, [d]
 * @param second longest axis at right angles to it
 */
public record PrincipalPlane(double[] centre, double[] first, double[] second) {

  /** Fixes the signs. */
  public PrincipalPlane {
    first = upright(first);
    second = upright(second);
  }

  private static double[] upright(double... axis) {
    double largest = 0;
    for (double entry : axis) {
      largest = Math.abs(entry) > Math.abs(largest) ? entry : largest;
    }
    double sign = largest < 0 ? -1 : 1;
    return Arrays.stream(axis).map(entry -> sign * entry).toArray();
  }

  /** The plane whose {@link #numbers} these are. */
  public static PrincipalPlane of(double... numbers) {
    int width = numbers.length / 3;
    return new PrincipalPlane(
        Arrays.copyOfRange(numbers, 0, width),
        Arrays.copyOfRange(numbers, width, 2 * width),
        Arrays.copyOfRange(numbers, 2 * width, 3 * width));
  }

  /** All numbers, for an exchange: [3 * d]. */
  public double[] numbers() {
    double[] numbers = Arrays.copyOf(centre, 3 * centre.length);
    System.arraycopy(first, 0, numbers, centre.length, centre.length);
    System.arraycopy(second, 0, numbers, 2 * centre.length, centre.length);
    return numbers;
  }

  /** Where features lie along the first axis. */
  public double x(float[] features) {
    return along(first, features);
  }

  /** Where features lie along the second axis. */
  public double y(float[] features) {
    return along(second, features);
  }

  private double along(double[] axis, float[] features) {
    double sum = 0;
    for (int d = 0; d < axis.length; d++) {
      sum += axis[d] * (features[d] - centre[d]);
    }
    return sum;
  }
}
