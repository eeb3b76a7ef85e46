package mclspark.data;

/**
 * A decoded picture.
 *
 * @param width columns
 * @param height rows
 * @param pixels {@code [height, width, 3]} bytes, RGB, row-major
 */
public record RgbImage(int width, int height, byte[] pixels) {

  /** Checks that the pixels fill the picture. */
  public RgbImage {
    if (width <= 0 || height <= 0 || pixels.length != 3L * width * height) {
      throw new IllegalArgumentException(
          pixels.length + " bytes do not fill a picture of " + width + " x " + height);
    }
  }
}
