package mclspark.augment;

import mclspark.image.CropBox;
import mclspark.image.RgbImage;

/**
 * The picture an augmentation works on: one int a pixel, {@code blue << 16 | green << 8 | red}.
 * Ints, because the just-in-time compiler turns loops over them into vector instructions, which it
 * does not for bytes; one array, because it does so only for loops that store into one. Mutable,
 * one per thread; the array may be longer than the picture.
 */
public final class Pixels {

  private int width;
  private int height;
  private boolean grey;
  private int[] values = new int[0];

  /** Makes room for a picture of this size; what the pixels hold is undefined. */
  void reset(int newWidth, int newHeight) {
    width = newWidth;
    height = newHeight;
    grey = false;
    int pixels = Math.multiplyExact(newWidth, newHeight);
    if (values.length < pixels) {
      values = new int[PixelMath.padded(pixels)];
    }
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** How many pixels there are. */
  int count() {
    return width * height;
  }

  /** The pixels row by row, with zeros in their highest byte. */
  int[] values() {
    return values;
  }

  /** Whether the three channels of every pixel are equal. */
  boolean isGrey() {
    return grey;
  }

  /** Says that the three channels of every pixel are equal from now on. */
  void becomeGrey() {
    grey = true;
  }

  /** Takes over a part of a picture pixel by pixel. */
  void load(RgbImage picture, CropBox box) {
    box.requireInside(picture.width(), picture.height());
    reset(box.width(), box.height());
    byte[] bytes = picture.pixels();
    for (int y = 0; y < height; y++) {
      int from = RgbImage.CHANNELS * ((box.top() + y) * picture.width() + box.left());
      int end = (y + 1) * width - 1;
      for (int to = y * width; to < end; to++) {
        values[to] = PixelBytes.get(bytes, from) & PixelBytes.COLOURS;
        from += RgbImage.CHANNELS;
      }
      values[end] = PixelBytes.getLast(bytes, from);
    }
  }

  /**
   * Writes the picture as {@code height * width * 3} bytes, red green blue.
   *
   * @param mirrored whether left and right are exchanged
   */
  public void store(byte[] out, int offset, boolean mirrored) {
    int to = offset;
    int step = mirrored ? -1 : 1;
    for (int y = 0; y < height; y++) {
      int from = y * width + (mirrored ? width - 1 : 0);
      for (int x = 1; x < width; x++) {
        PixelBytes.set(out, to, values[from]);
        to += RgbImage.CHANNELS;
        from += step;
      }
      PixelBytes.setLast(out, to, values[from]);
      to += RgbImage.CHANNELS;
    }
  }
}
