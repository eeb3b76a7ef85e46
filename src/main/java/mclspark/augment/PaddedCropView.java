package mclspark.augment;

import mclspark.UserError;
import mclspark.image.CropBox;
import mclspark.image.RgbImage;
import mclspark.random.CounterRandom;

/**
 * The usual training view of CIFAR (spec 3.2): the picture gets a black border, a window of the
 * crop's size is cut out at a uniform place, and mirrored or not. The border is 0 before
 * normalisation.
 *
 * @param size width and height of the crop in pixels
 * @param border black pixels added on each of the four sides; 4 was published
 * @param flipProbability probability of exchanging left and right
 */
public record PaddedCropView(int size, int border, double flipProbability) implements Augmentation {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException unless {@code size > 0}, {@code border >= 0} and the
   *     probability lies in [0, 1]
   */
  public PaddedCropView {
    if (size < 1 || border < 0 || !(flipProbability >= 0 && flipProbability <= 1)) {
      throw new IllegalArgumentException(
          "size " + size + ", border " + border + ", flip probability " + flipProbability);
    }
  }

  /** Draws top, left and the flip, in this order. */
  @Override
  public void apply(RgbImage picture, CounterRandom random, byte[] out, int offset) {
    int freeHeight = picture.height() + 2 * border - size;
    int freeWidth = picture.width() + 2 * border - size;
    if (freeHeight < 0 || freeWidth < 0) {
      throw new UserError(
          ("A picture of %d x %d pixels with a border of %d is too small for crops of %d; "
                  + "use the random resized crop for such data.")
              .formatted(picture.width(), picture.height(), border, size));
    }
    int top = random.nextInt(freeHeight + 1);
    int left = random.nextInt(freeWidth + 1);
    Pixels pixels = Workspace.ofThisThread().pixels();
    pixels.load(picture.pad(border), new CropBox(top, left, size, size));
    pixels.store(out, offset, random.chance(flipProbability));
  }
}
