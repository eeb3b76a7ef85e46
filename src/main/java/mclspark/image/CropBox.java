package mclspark.image;

/**
 * A rectangle of a picture, in pixels.
 *
 * @param top the first row
 * @param left the first column
 * @param height rows
 * @param width columns
 */
public record CropBox(int top, int left, int height, int width) {

  /** The whole of a picture. */
  public static CropBox whole(RgbImage picture) {
    return new CropBox(0, 0, picture.height(), picture.width());
  }

  /** The middle {@code size x size} pixels, rounded half to even as torchvision does. */
  public static CropBox centre(int width, int height, int size) {
    int top = (int) Math.rint((height - size) / 2.0);
    int left = (int) Math.rint((width - size) / 2.0);
    return new CropBox(top, left, size, size);
  }

  public void requireInside(int pictureWidth, int pictureHeight) {
    boolean inside =
        top >= 0
            && left >= 0
            && height > 0
            && width > 0
            && top <= pictureHeight - height
            && left <= pictureWidth - width;
    if (!inside) {
      throw new IllegalArgumentException(
          this + " is not inside a picture of " + pictureWidth + " x " + pictureHeight);
    }
  }
}
