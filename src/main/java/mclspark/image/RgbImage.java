package mclspark.image;

import java.util.Arrays;

/**
 * A decoded picture, 8 bits a channel.
 *
 * @param width pixels a row, at least 1
 * @param height rows, at least 1
 * @param pixels {@code height * width * 3} bytes, row by row, red green blue, and perhaps more that
 *     mean nothing; not copied, so nobody may change them once the picture is handed on
 */
public record RgbImage(int width, int height, byte[] pixels) {

  /** Bytes a pixel. */
  public static final int CHANNELS = 3;

  // What a huge picture took is left to the garbage collector.
  private static final int LARGEST_KEPT = 16 << 20;

  // The newest array that the thread took, and the same again once it is free.
  private static final ThreadLocal<byte[][]> MEMORY = ThreadLocal.withInitial(() -> new byte[2][]);

  /**
   * Checks that the bytes fill the picture.
   *
   * @throws IllegalArgumentException if they do not, or if a side is not positive
   */
  public RgbImage {
    if (width < 1 || height < 1 || pixels.length < (long) CHANNELS * width * height) {
      throw new IllegalArgumentException(
          pixels.length + " bytes do not fill an RGB picture of " + width + " x " + height);
    }
  }

  /**
   * Returns the part of this picture inside {@code box}.
   *
   * @throws IllegalArgumentException if the box reaches over an edge
   */
  public RgbImage crop(CropBox box) {
    box.requireInside(width, height);
    int rowBytes = CHANNELS * box.width();
    byte[] cut = new byte[rowBytes * box.height()];
    for (int y = 0; y < box.height(); y++) {
      int from = CHANNELS * ((box.top() + y) * width + box.left());
      System.arraycopy(pixels, from, cut, y * rowBytes, rowBytes);
    }
    return new RgbImage(box.width(), box.height(), cut);
  }

  /** Returns this picture with {@code border} black pixels added on each of its four sides. */
  public RgbImage pad(int border) {
    int paddedWidth = width + 2 * border;
    int paddedHeight = height + 2 * border;
    byte[] padded = new byte[CHANNELS * paddedWidth * paddedHeight];
    for (int y = 0; y < height; y++) {
      int to = CHANNELS * ((border + y) * paddedWidth + border);
      System.arraycopy(pixels, CHANNELS * y * width, padded, to, CHANNELS * width);
    }
    return new RgbImage(paddedWidth, paddedHeight, padded);
  }

  /** Two pictures are equal when their sizes and all their bytes are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof RgbImage image
        && width == image.width
        && height == image.height
        && Arrays.equals(pixels, 0, bytes(), image.pixels, 0, bytes());
  }

  /**
   * Memory for a picture of the calling thread: at least so many bytes, whatever they are. Asking
   * the heap for every photograph would take a tenth of the time of decoding.
   */
  static byte[] memory(int bytes) {
    byte[][] own = MEMORY.get();
    boolean fits = own[1] != null && own[1].length >= bytes;
    byte[] taken = fits ? own[1] : new byte[bytes];
    if (bytes <= LARGEST_KEPT) {
      own[0] = taken;
      own[1] = null;
    }
    return taken;
  }

  /**
   * Says that nobody uses this picture any more: the next one that the calling thread decodes may
   * overwrite it, if this is the newest.
   */
  public void giveBack() {
    byte[][] own = MEMORY.get();
    if (pixels == own[0]) {
      own[1] = pixels;
    }
  }

  /** Bytes of all pixels. */
  public int bytes() {
    return CHANNELS * width * height;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width + height) + Arrays.hashCode(Arrays.copyOf(pixels, bytes()));
  }

  @Override
  public String toString() {
    return "RgbImage[" + width + " x " + height + "]";
  }
}
