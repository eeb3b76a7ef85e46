package mclspark.augment;

import mclspark.image.CropBox;
import mclspark.image.RgbImage;

/**
 * The picture an augmentation works on: one int array a channel, values 0 to 255. Ints in separate
 * arrays, because the just-in-time compiler turns loops over them into vector instructions, which
 * it does not for bytes. Mutable, one per thread; the arrays may be longer than the picture.
 */
public final class Planes {

  private int width;
  private int height;
  private boolean grey;
  private int[] red = new int[0];
  private int[] green = new int[0];
  private int[] blue = new int[0];
  private int[] spare = new int[0];

  /** Makes room for a picture of this size; what the channels hold is undefined. */
  void reset(int newWidth, int newHeight) {
    width = newWidth;
    height = newHeight;
    grey = false;
    int pixels = Math.multiplyExact(newWidth, newHeight);
    if (red.length < pixels) {
      red = new int[pixels];
      green = new int[pixels];
      blue = new int[pixels];
      spare = new int[pixels];
    }
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  int pixels() {
    return width * height;
  }

  int[] red() {
    return red;
  }

  int[] green() {
    return green;
  }

  int[] blue() {
    return blue;
  }

  /** An array as long as a channel, for an operation's own use while it runs. */
  int[] spare() {
    return spare;
  }

  /** The channels that hold the picture: only the first one once it is grey. */
  int[][] channels() {
    return grey ? new int[][] {red} : new int[][] {red, green, blue};
  }

  /** Whether the three channels are equal; then only the red one is kept up to date. */
  boolean isGrey() {
    return grey;
  }

  /** Says that the red channel now stands for all three. */
  void becomeGrey() {
    grey = true;
  }

  /** Takes over a part of a picture pixel by pixel. */
  void load(RgbImage picture, CropBox box) {
    box.requireInside(picture.width(), picture.height());
    reset(box.width(), box.height());
    byte[] bytes = picture.pixels();
    int to = 0;
    for (int y = 0; y < height; y++) {
      int from = RgbImage.CHANNELS * ((box.top() + y) * picture.width() + box.left());
      for (int x = 0; x < width; x++) {
        red[to] = bytes[from] & 0xFF;
        green[to] = bytes[from + 1] & 0xFF;
        blue[to] = bytes[from + 2] & 0xFF;
        from += RgbImage.CHANNELS;
        to++;
      }
    }
  }

  /**
   * Writes the picture as {@code height * width * 3} bytes, red green blue.
   *
   * @param mirrored whether left and right are exchanged
   */
  public void store(byte[] out, int offset, boolean mirrored) {
    int[] second = grey ? red : green;
    int[] third = grey ? red : blue;
    int to = offset;
    int step = mirrored ? -1 : 1;
    for (int y = 0; y < height; y++) {
      int from = y * width + (mirrored ? width - 1 : 0);
      for (int x = 0; x < width; x++) {
        out[to] = (byte) red[from];
        out[to + 1] = (byte) second[from];
        out[to + 2] = (byte) third[from];
        to += RgbImage.CHANNELS;
        from += step;
      }
    }
  }
}
