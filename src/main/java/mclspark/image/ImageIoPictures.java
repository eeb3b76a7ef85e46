package mclspark.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
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

  /** Where a PNG file says what its samples are: 0 is grey without alpha. */
  private static final int PNG_COLOUR = 25;

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
      // The orientation is metadata to the TIFF reader.
      reader.setInput(stream, true, !format.equals("TIFF"));
      return read(reader, format, encoded);
    } catch (IOException | RuntimeException e) {
      // The decoders meet damaged data with all kinds of exceptions.
      throw new BrokenPictureException(
          "the " + format + " data cannot be read: " + e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }

  private static RgbImage read(ImageReader reader, String format, byte[] encoded)
      throws IOException, BrokenPictureException {
    ImageDecoder.requireSize(reader.getWidth(0), reader.getHeight(0));
    if (format.equals("TIFF")) {
      TiffForm form = new TiffForm(reader.getImageMetadata(0));
      form.require();
      return form.convert(picture(reader, format));
    }
    if (format.equals("GIF")) {
      GifScreen screen = GifScreen.of(encoded);
      ImageDecoder.requireSize(screen.width(), screen.height());
      BufferedImage frame = picture(reader, format);
      byte[] palette = RawPixels.palette((IndexColorModel) frame.getColorModel());
      return screen.show(RawPixels.of(frame), palette);
    }
    BufferedImage image = picture(reader, format);
    boolean levels = !(image.getColorModel() instanceof IndexColorModel);
    if (format.equals("PNG") && encoded[PNG_COLOUR] == 0 && levels) {
      return RawPixels.ofGrey(image.getRaster(), true); // a transparent level is a second band
    }
    return RawPixels.of(image);
  }

  private static BufferedImage picture(ImageReader reader, String format)
      throws IOException, BrokenPictureException {
    StringBuilder warnings = new StringBuilder();
    reader.addIIOReadWarningListener((source, warning) -> warnings.append(warning));
    BufferedImage image = reader.read(0);
    if (warnings.length() > 0) {
      throw new BrokenPictureException("the " + format + " data are damaged: " + warnings);
    }
    return image;
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
    if (start.startsWith("II+\0") || start.startsWith("MM\0+")) {
      throw new BrokenPictureException("it is a BigTIFF file, for which there is no decoder");
    }
    throw new BrokenPictureException("it is not a picture in a known format");
  }
}
