package mclspark.augment;

import mclspark.image.RgbImage;
import mclspark.random.CounterRandom;

/** Makes one crop of a picture. Called by several threads at once. */
@FunctionalInterface
public interface CropMaker {

  /**
   * Writes a crop of {@code [size, size, 3]} bytes, RGB, row-major, from {@code offset} on.
   *
   * @param picture the decoded picture; not changed
   * @param random the crop's own stream of random numbers
   */
  void crop(RgbImage picture, CounterRandom random, byte[] out, int offset);
}
