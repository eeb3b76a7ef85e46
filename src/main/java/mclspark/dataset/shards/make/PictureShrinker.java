package mclspark.dataset.shards.make;

import mclspark.augment.PillowResize;
import mclspark.augment.Pixels;
import mclspark.augment.ShorterSide;
import mclspark.image.CropBox;
import mclspark.image.DecoderChoice;
import mclspark.image.JdkJpegWriter;
import mclspark.image.JpegWriter;
import mclspark.image.RgbImage;
import mclspark.image.TurboJpegLibrary;
import mclspark.image.TurboJpegWriter;

/**
 * Makes pictures smaller for storage: resized as torchvision resizes, then written as JPEG. One
 * thread's own.
 */
public final class PictureShrinker implements AutoCloseable {

  private final ShorterSide shorter;
  private final JpegWriter writer;
  private final PillowResize resize = new PillowResize();
  private final Pixels pixels = new Pixels();

  /**
   * Opens a shrinker.
   *
   * @param shorterSide what the shorter side becomes at most, in pixels
   * @param quality JPEG quality, 1 to 100
   * @param choice who writes JPEG; {@link DecoderChoice#AUTO} takes libturbojpeg where it is
   */
  public PictureShrinker(int shorterSide, int quality, DecoderChoice choice) {
    if (shorterSide < 1 || quality < 1 || quality > 100) {
      throw new IllegalArgumentException("shorter side " + shorterSide + ", quality " + quality);
    }
    shorter = new ShorterSide(shorterSide);
    boolean turbo = choice != DecoderChoice.JDK && TurboJpegLibrary.name().isPresent();
    writer = turbo ? new TurboJpegWriter(quality) : new JdkJpegWriter(quality);
  }

  /** Whether a picture is larger than wanted; others are best kept as they are. */
  public boolean shrinks(RgbImage picture) {
    return Math.min(picture.width(), picture.height()) > shorter.size();
  }

  /** The picture with its shorter side as wanted. */
  public RgbImage resize(RgbImage picture) {
    int width = shorter.width(picture);
    int height = shorter.height(picture);
    resize.resize(picture, CropBox.whole(picture), width, height, pixels);
    byte[] bytes = new byte[RgbImage.CHANNELS * width * height];
    pixels.store(bytes, 0, false);
    return new RgbImage(width, height, bytes);
  }

  /** A picture as a JPEG file. */
  public byte[] encode(RgbImage picture) {
    return writer.encode(picture);
  }

  @Override
  public void close() {
    writer.close();
  }
}
