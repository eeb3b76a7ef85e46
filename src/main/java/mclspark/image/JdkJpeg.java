package mclspark.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * JPEG by the class library's decoder. It gives libjpeg's pixels only when it sees no metadata (it
 * would convert colour profiles and guess colour spaces by rules of its own), so it is given the
 * bare stream of {@link JpegStrip}.
 */
final class JdkJpeg implements JpegCodec {

  private final ImageReader reader = find();

  // By class, since a plug-in on the class path may come first under the format's name.
  private static ImageReader find() {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (reader.getClass().getName().startsWith("com.sun.imageio.")) {
        return reader;
      }
      reader.dispose();
    }
    throw new IllegalStateException("this Java has no JPEG decoder");
  }

  @Override
  public RgbImage decode(byte[] encoded, JpegHeader header) throws BrokenPictureException {
    JdkLimits.require(encoded, header);
    byte[] bare = JpegStrip.withoutMetadata(encoded, header);
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bare))) {
      reader.setInput(stream, true, true);
      StringBuilder warnings = new StringBuilder();
      reader.addIIOReadWarningListener((source, warning) -> warnings.append(warning));
      RgbImage picture = read(header);
      JdkLimits.requireSound(warnings);
      return picture;
    } catch (IOException | RuntimeException e) {
      // The decoder meets damaged data with all kinds of exceptions.
      throw new BrokenPictureException("the JPEG data cannot be read: " + e.getMessage(), e);
    } finally {
      reader.reset();
    }
  }

  private RgbImage read(JpegHeader header) throws IOException {
    if (header.components() == 4) {
      byte[] stored = samples(reader.readRaster(0, null), header);
      if (header.colour() == JpegColour.YCCK) {
        Cmyk.fromYcck(stored);
      }
      return new RgbImage(header.width(), header.height(), Cmyk.toRgb(stored));
    }
    BufferedImage image = reader.read(0);
    byte[] samples = samples(image.getRaster(), header);
    return new RgbImage(
        header.width(),
        header.height(),
        header.components() == 1 ? RawPixels.repeat(samples) : samples);
  }

  /** The samples pixel by pixel, in the order of the bands. */
  private static byte[] samples(Raster raster, JpegHeader header) throws IOException {
    int bands = header.components();
    if (raster.getWidth() != header.width()
        || raster.getHeight() != header.height()
        || raster.getNumBands() != bands
        || !(raster.getSampleModel() instanceof PixelInterleavedSampleModel model)
        || !(raster.getDataBuffer() instanceof DataBufferByte buffer)) {
      throw new IOException("the decoder gave an unexpected layout");
    }
    return inOrder(buffer.getData(), model.getBandOffsets());
  }

  private static byte[] inOrder(byte[] data, int[] offsets) {
    if (offsets.length != RgbImage.CHANNELS || offsets[0] == 0) {
      return data;
    }
    // Blue comes first in the class library's pictures.
    byte[] rgb = new byte[data.length];
    for (int i = 0; i < data.length; i += RgbImage.CHANNELS) {
      rgb[i] = data[i + 2];
      rgb[i + 1] = data[i + 1];
      rgb[i + 2] = data[i];
    }
    return rgb;
  }

  @Override
  public void close() {
    reader.dispose();
  }
}
