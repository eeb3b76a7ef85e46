package mclspark.augment;

import mclspark.image.RgbImage;

/**
 * torchvision's resize by one number: the shorter side becomes {@code size}, the longer one keeps
 * the proportion, its fraction cut off.
 *
 * @param size the shorter side in pixels
 */
public record ShorterSide(int size) {

  public int width(RgbImage picture) {
    return side(picture.width(), picture.height());
  }

  public int height(RgbImage picture) {
    return side(picture.height(), picture.width());
  }

  private int side(int side, int other) {
    return side <= other ? size : (int) ((long) size * side / other);
  }
}
