package mclspark.augment;

import mclspark.image.CropBox;
import mclspark.image.RgbImage;
import mclspark.random.CounterRandom;

/**
 * A random crop with random colours, for training.
 *
 * @param size width and height of the crop in pixels
 * @param crop which part of the picture is taken
 * @param greyFirst whether the picture may become grey before the jitter (MoCo v1) or after it (v2)
 * @param greyProbability probability of becoming grey
 * @param jitterProbability probability of the colour jitter
 * @param jitter strengths of the colour jitter
 * @param blurProbability probability of a Gaussian blur of sigma 0.1 to 2 pixels
 * @param flipProbability probability of exchanging left and right
 */
public record RandomView(
    int size,
    RandomResizedCrop crop,
    boolean greyFirst,
    double greyProbability,
    double jitterProbability,
    ColorJitter jitter,
    double blurProbability,
    double flipProbability)
    implements Augmentation {

  private static final double MIN_SIGMA = 0.1;
  private static final double MAX_SIGMA = 2.0;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if the size is not positive or a probability not in [0, 1]
   */
  public RandomView {
    if (size < 1) {
      throw new IllegalArgumentException("the crop's size is " + size + "; it must be > 0");
    }
    requireProbability("grey", greyProbability);
    requireProbability("jitter", jitterProbability);
    requireProbability("blur", blurProbability);
    requireProbability("flip", flipProbability);
  }

  private static void requireProbability(String name, double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(
          "the probability of " + name + " is " + p + "; it must lie in 0 to 1");
    }
  }

  /** The same view with another colour jitter. */
  public RandomView withJitter(double probability, ColorJitter other) {
    return new RandomView(
        size,
        crop,
        greyFirst,
        greyProbability,
        probability,
        other,
        blurProbability,
        flipProbability);
  }

  @Override
  public void apply(RgbImage picture, CounterRandom random, byte[] out, int offset) {
    Workspace workspace = Workspace.ofThisThread();
    Pixels pixels = workspace.pixels();
    CropBox box = crop.choose(picture.width(), picture.height(), random);
    workspace.resize().resize(picture, box, size, size, pixels);
    if (greyFirst) {
      grey(pixels, random);
    }
    if (random.chance(jitterProbability)) {
      jitter.apply(pixels, random);
    }
    if (!greyFirst) {
      grey(pixels, random);
    }
    if (random.chance(blurProbability)) {
      workspace.blur().apply(pixels, random.uniform(MIN_SIGMA, MAX_SIGMA));
    }
    pixels.store(out, offset, random.chance(flipProbability));
  }

  private void grey(Pixels pixels, CounterRandom random) {
    if (random.chance(greyProbability)) {
      Luminance.grey(pixels);
    }
  }
}
