package mclspark.augment;

import mclspark.random.CounterRandom;

/**
 * torchvision's colour jitter: brightness, contrast, saturation and hue, each by a random factor,
 * in a random order (mcl specification 1.9).
 *
 * @param brightness the factor is uniform in {@code 1 - brightness .. 1 + brightness}
 * @param contrast the same for the contrast
 * @param saturation the same for the saturation
 * @param hue the turn is uniform in {@code -hue .. hue}, in parts of the circle, at most 0.5
 */
public record ColorJitter(double brightness, double contrast, double saturation, double hue) {

  /** Half the colour circle: more would only turn back. */
  static final double STRONGEST_HUE = 0.5;

  private static final int OPERATIONS = 4;

  /**
   * Checks the strengths.
   *
   * @throws IllegalArgumentException unless the first three lie in [0, 1] and the hue in [0, 0.5]
   */
  public ColorJitter {
    requireStrength("brightness", brightness, 1);
    requireStrength("contrast", contrast, 1);
    requireStrength("saturation", saturation, 1);
    requireStrength("hue", hue, STRONGEST_HUE);
  }

  private static void requireStrength(String name, double strength, double most) {
    if (!(strength >= 0 && strength <= most)) {
      throw new IllegalArgumentException(
          "the jitter's " + name + " is " + strength + "; it must lie in 0 to " + most);
    }
  }

  /** Draws an order and four factors, whatever the picture is, and applies them. */
  void apply(Pixels pixels, CounterRandom random) {
    int[] order = random.permutation(OPERATIONS);
    float brighter = factor(brightness, random);
    float sharper = factor(contrast, random);
    float stronger = factor(saturation, random);
    double turn = random.uniform(-hue, hue);
    for (int operation : order) {
      switch (operation) {
        case 0 -> ToneCurve.brightness(pixels, brighter);
        case 1 -> ToneCurve.contrast(pixels, sharper);
        case 2 -> Saturation.apply(pixels, stronger);
        default -> HueShift.apply(pixels, turn);
      }
    }
  }

  private static float factor(double strength, CounterRandom random) {
    return (float) random.uniform(1 - strength, 1 + strength);
  }
}
