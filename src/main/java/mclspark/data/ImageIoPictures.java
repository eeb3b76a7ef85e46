package mclspark.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Pictures in the other formats, read by the class library's ImageIO. */
final class ImageIoPictures {

  private ImageIoPictures() {}

  /**
   * Decodes the first picture of a file.
   *
   * @throws BrokenPictureException if the format is not known or the data are damaged
   */
  static RgbImage decode(byte[] encoded) throws BrokenPictureException {
    String format = format(encoded);
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    if (!readers.hasNext()) {
      throw new BrokenPictureException(
          "it is a " + format + " file, for which there is no decoder");
    }
    ImageReader reader = readers.next();
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded))) {
      reader.setInput(stream, true, true);
      return read(reader, format);
    } catch (IOException | RuntimeException e) {
      // The decoders meet damaged data with all kinds of exceptions.
      throw new BrokenPictureException(
          "the " + format + " data cannot be read: " + e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }

  private static RgbImage read(ImageReader reader, String format)
      throws IOException, BrokenPictureException {
    ImageDecoder.requireSize(reader.getWidth(0), reader.getHeight(0));
    StringBuilder warnings = new StringBuilder();
    reader.addIIOReadWarningListener((source, warning) -> warnings.append(warning));
    BufferedImage image = reader.read(0);
    if (warnings.length() > 0) {
      throw new BrokenPictureException("the " + format + " data are damaged: " + warnings);
    }
    return convert(image);
  }

  private static String format(byte[] bytes) throws BrokenPictureException {
    String start = new String(bytes, 0, Math.min(16, bytes.length), StandardCharsets.ISO_8859_1);
    if (start.startsWith("\u0089PNG")) {
      return "PNG";
    }
    if (start.startsWith("GIF8")) {
      return "GIF";
    }
    if (start.startsWith("BM")) {
      return "BMP";
    }
    if (start.startsWith("II*\0") || start.startsWith("MM\0*")) {
      return "TIFF";
    }
    if (start.startsWith("RIFF") && start.startsWith("WEBP", 8)) {
      return "WebP";
    }
    throw new BrokenPictureException("it is not a picture in a known format");
  }

  private static RgbImage convert(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    boolean palette = image.getColorModel() instanceof IndexColorModel;
    if (!palette && image.getColorModel().getNumColorComponents() == 1) {
      return new RgbImage(width, height, repeat(greyLevels(image.getRaster())));
    }
    byte[] pixels = new byte[RgbImage.CHANNELS * width * height];
    int to = 0;
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int argb : row) {
        pixels[to++] = (byte) (argb >> 16);
        pixels[to++] = (byte) (argb >> 8);
        pixels[to++] = (byte) argb;
      }
    }
    return new RgbImage(width, height, pixels);
  }

  // Not getRGB, which takes grey levels for light intensities and brightens them.
  private static byte[] greyLevels(Raster raster) {
    int down = Math.max(0, raster.getSampleModel().getSampleSize(0) - 8);
    int width = raster.getWidth();
    byte[] levels = new byte[width * raster.getHeight()];
    int[] row = new int[width];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        levels[y * width + x] = (byte) (row[x] >> down);
      }
    }
    return levels;
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
