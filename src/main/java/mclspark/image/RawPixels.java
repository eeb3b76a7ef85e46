package mclspark.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Stored samples to 8-bit RGB by Pillow's {@code convert("RGB")}: no colour profile and no gamma is
 * applied, alpha is dropped. The class library's own conversion (getRGB) knows all of these.
 */
final class RawPixels {

  private RawPixels() {}

  /** Converts a picture of the class library. */
  static RgbImage of(BufferedImage image) {
    Raster raster = image.getRaster();
    if (image.getColorModel() instanceof IndexColorModel model) {
      return ofPalette(raster, palette(model));
    }
    int colours = image.getColorModel().getNumColorComponents();
    if (colours == 1) {
      return ofGrey(raster, raster.getNumBands() == 1);
    }
    byte[] pixels = colours(raster, colours);
    if (image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_CMYK) {
      pixels = Cmyk.toRgb(inverted(pixels));
    }
    return new RgbImage(raster.getWidth(), raster.getHeight(), pixels);
  }

  /**
   * Looks the pixels of the first band up.
   *
   * @param palette 256 colours, red green blue
   */
  static RgbImage ofPalette(Raster raster, byte[] palette) {
    byte[] pixels = new byte[RgbImage.CHANNELS * raster.getWidth() * raster.getHeight()];
    int[] row = new int[raster.getWidth()];
    int to = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, row.length, 1, 0, row);
      for (int index : row) {
        System.arraycopy(palette, RgbImage.CHANNELS * index, pixels, to, RgbImage.CHANNELS);
        to += RgbImage.CHANNELS;
      }
    }
    return new RgbImage(raster.getWidth(), raster.getHeight(), pixels);
  }

  /** 256 colours; those that a file leaves out are greys, as in Pillow. */
  static byte[] palette(IndexColorModel model) {
    byte[] palette = greys();
    for (int i = 0; i < Math.min(256, model.getMapSize()); i++) {
      palette[3 * i] = (byte) model.getRed(i);
      palette[3 * i + 1] = (byte) model.getGreen(i);
      palette[3 * i + 2] = (byte) model.getBlue(i);
    }
    return palette;
  }

  /** The palette of 256 greys. */
  static byte[] greys() {
    byte[] levels = new byte[256];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) i;
    }
    return repeat(levels);
  }

  /**
   * Takes the first band for levels of grey.
   *
   * @param clipped whether levels of more than 8 bits are clipped at 255, as Pillow's modes I, I;16
   *     and F are; otherwise the upper 8 bits are taken, as of its LA
   */
  static RgbImage ofGrey(Raster raster, boolean clipped) {
    int down = clipped ? 0 : raster.getSampleModel().getSampleSize(0) - 8;
    byte[] levels = new byte[raster.getWidth() * raster.getHeight()];
    double[] row = new double[raster.getWidth()];
    int to = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, row.length, 1, 0, row);
      for (double level : row) {
        levels[to++] = (byte) Blend.clip((int) level >> down);
      }
    }
    return new RgbImage(raster.getWidth(), raster.getHeight(), repeat(levels));
  }

  private static byte[] colours(Raster raster, int colours) {
    byte[] pixels = new byte[colours * raster.getWidth() * raster.getHeight()];
    int[] row = new int[raster.getWidth()];
    for (int c = 0; c < colours; c++) {
      int bits = raster.getSampleModel().getSampleSize(c);
      int most = (1 << bits) - 1;
      int to = c;
      for (int y = 0; y < raster.getHeight(); y++) {
        raster.getSamples(0, y, row.length, 1, c, row);
        for (int value : row) {
          pixels[to] = (byte) (bits >= 8 ? value >> bits - 8 : value * 255 / most);
          to += colours;
        }
      }
    }
    return pixels;
  }

  private static byte[] inverted(byte[] inks) {
    for (int i = 0; i < inks.length; i++) {
      inks[i] = (byte) ~inks[i];
    }
    return inks;
  }

  /** Writes every grey level three times. */
  static byte[] repeat(byte[] grey) {
    byte[] rgb = new byte[RgbImage.CHANNELS * grey.length];
    int to = 0;
    for (byte level : grey) {
      rgb[to++] = level;
      rgb[to++] = level;
      rgb[to++] = level;
    }
    return rgb;
  }
}
