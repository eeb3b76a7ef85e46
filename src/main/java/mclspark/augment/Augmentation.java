package mclspark.augment;

import mclspark.image.RgbImage;
import mclspark.random.CounterRandom;

/**
 * Makes one square crop of a picture, byte for byte as torchvision and Pillow make it (mcl
 * specification 1.9). Immutable and thread-safe; each thread keeps its own buffers.
 *
 * <p>Crops stay 8-bit: division by 255 and normalisation belong to the tensor side. Equal random
 * streams give equal crops; how many numbers are drawn may depend on the picture's size.
 */
public sealed interface Augmentation permits RandomView, PaddedCropView, CentreView {

  /** Width and height of a crop in pixels. */
  int size();

  /**
   * Writes a crop as {@code size * size * 3} bytes, row by row, red green blue.
   *
   * @param picture a picture of any size
   * @param random where the choices are drawn from; {@link CentreView} draws nothing
   * @param out takes the bytes from {@code offset} on
   */
  void apply(RgbImage picture, CounterRandom random, byte[] out, int offset);

  /** Bytes of a crop. */
  default int bytes() {
    return RgbImage.CHANNELS * size() * size();
  }

  /**
   * MoCo v1: crop, grey with probability 0.2, colour jitter always (0.4, 0.4, 0.4, hue 0.4), flip.
   *
   * @param minScale smallest share of the picture's area in a crop; 0.2 was published
   */
  static RandomView v1(int size, double minScale) {
    ColorJitter jitter = new ColorJitter(0.4, 0.4, 0.4, 0.4);
    return new RandomView(size, new RandomResizedCrop(minScale, 1), true, 0.2, 1, jitter, 0, 0.5);
  }

  /**
   * MoCo v2: crop, colour jitter with probability 0.8 (0.4, 0.4, 0.4, hue 0.1), grey with 0.2, blur
   * with 0.5, flip.
   *
   * @param minScale smallest share of the picture's area in a crop; 0.2 was published
   * @param blur whether to blur; of little use on pictures of 32 pixels
   */
  static RandomView v2(int size, double minScale, boolean blur) {
    ColorJitter jitter = new ColorJitter(0.4, 0.4, 0.4, 0.1);
    double blurred = blur ? 0.5 : 0;
    RandomResizedCrop crop = new RandomResizedCrop(minScale, 1);
    return new RandomView(size, crop, false, 0.2, 0.8, jitter, blurred, 0.5);
  }

  /** Training of a linear classifier: a crop of 8 to 100 % of the area, flip. */
  static RandomView linearTrain(int size) {
    return linearTrain(size, 0.08);
  }

  /**
   * Training of a linear classifier, or supervised training on ImageNet: a crop of at least a share
   * of the area, flip.
   *
   * @param minScale smallest share of the picture's area in a crop; 0.08 was published
   */
  static RandomView linearTrain(int size, double minScale) {
    ColorJitter none = new ColorJitter(0, 0, 0, 0);
    return new RandomView(size, new RandomResizedCrop(minScale, 1), false, 0, 0, none, 0, 0.5);
  }

  /**
   * Evaluation: the shorter side becomes {@code resizeShorter}, then the middle is cut out. A
   * picture whose shorter side has that length already is not resized.
   */
  static CentreView evaluation(int resizeShorter, int size) {
    return new CentreView(resizeShorter, size);
  }

  /** Evaluation on pictures of {@code size x size} as they are, such as CIFAR's with 32. */
  static CentreView evaluation(int size) {
    return new CentreView(size, size);
  }
}
