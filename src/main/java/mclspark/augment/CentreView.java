package mclspark.augment;

import mclspark.image.CropBox;
import mclspark.image.RgbImage;
import mclspark.random.CounterRandom;

/**
 * The middle of a picture, for evaluation.
 *
 * @param resizeShorter what the shorter side becomes before the crop, in pixels
 * @param size width and height of the crop in pixels
 */
public record CentreView(int resizeShorter, int size) implements Augmentation {

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException unless {@code 0 < size <= resizeShorter}
   */
  public CentreView {
    if (size < 1 || resizeShorter < size) {
      throw new IllegalArgumentException(
          "the crop's size is "
              + size
              + " and the shorter side "
              + resizeShorter
              + "; the size must be > 0 and at most the shorter side");
    }
  }

  @Override
  public void apply(RgbImage picture, CounterRandom random, byte[] out, int offset) {
    Workspace workspace = Workspace.ofThisThread();
    ShorterSide shorter = new ShorterSide(resizeShorter);
    int width = shorter.width(picture);
    int height = shorter.height(picture);
    CropBox window = CropBox.centre(width, height, size);
    if (width == picture.width() && height == picture.height()) {
      workspace.pixels().load(picture, window);
    } else {
      CropBox whole = CropBox.whole(picture);
      workspace.resize().resizeWindow(picture, whole, width, height, window, workspace.pixels());
    }
    workspace.pixels().store(out, offset, false);
  }
}
