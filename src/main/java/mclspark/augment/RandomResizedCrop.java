package mclspark.augment;

import mclspark.image.CropBox;
import mclspark.random.CounterRandom;

/**
 * torchvision's choice of a crop: a share of the picture's area and a side ratio (mcl specification
 * 1.9).
 *
 * @param minScale smallest share of the area, > 0
 * @param maxScale largest share of the area, at most 1
 */
public record RandomResizedCrop(double minScale, double maxScale) {

  private static final int TRIES = 10;
  private static final double MIN_RATIO = 3.0 / 4;
  private static final double MAX_RATIO = 4.0 / 3;

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException unless {@code 0 < minScale <= maxScale <= 1}
   */
  public RandomResizedCrop {
    if (!(minScale > 0 && minScale <= maxScale && maxScale <= 1)) {
      throw new IllegalArgumentException(
          "the crop's scale is " + minScale + " to " + maxScale + "; it must lie in (0, 1]");
    }
  }

  /** Chooses a crop of a picture: two draws a try, at most ten tries, and two for the place. */
  public CropBox choose(int width, int height, CounterRandom random) {
    double area = (double) width * height;
    for (int i = 0; i < TRIES; i++) {
      double share = area * random.uniform(minScale, maxScale);
      double ratio = Math.exp(random.uniform(Math.log(MIN_RATIO), Math.log(MAX_RATIO)));
      int cropWidth = (int) Math.rint(Math.sqrt(share * ratio));
      int cropHeight = (int) Math.rint(Math.sqrt(share / ratio));
      if (cropWidth > 0 && cropWidth <= width && cropHeight > 0 && cropHeight <= height) {
        int top = random.nextInt(height - cropHeight + 1);
        int left = random.nextInt(width - cropWidth + 1);
        return new CropBox(top, left, cropHeight, cropWidth);
      }
    }
    return central(width, height);
  }

  /** What is taken when no try fits: as much of the middle as the side ratios allow. */
  static CropBox central(int width, int height) {
    double ratio = (double) width / height;
    int cropWidth = width;
    int cropHeight = height;
    if (ratio < MIN_RATIO) {
      cropHeight = (int) Math.rint(width / MIN_RATIO);
    } else if (ratio > MAX_RATIO) {
      cropWidth = (int) Math.rint(height * MAX_RATIO);
    }
    int top = (height - cropHeight) / 2;
    int left = (width - cropWidth) / 2;
    return new CropBox(top, left, cropHeight, cropWidth);
  }
}
