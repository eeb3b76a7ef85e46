package mclspark.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** JPEG by the class library. */
public final class JdkJpegWriter implements JpegWriter {

  private final ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
  private final ImageWriteParam parameters = writer.getDefaultWriteParam();

  public JdkJpegWriter(int quality) {
    parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    parameters.setCompressionQuality(quality / 100f);
  }

  @Override
  public byte[] encode(RgbImage picture) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image(picture), null, null), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException("JPEG into memory", e);
    }
    return bytes.toByteArray();
  }

  private static BufferedImage image(RgbImage picture) {
    int width = picture.width();
    BufferedImage image = new BufferedImage(width, picture.height(), BufferedImage.TYPE_INT_RGB);
    byte[] pixels = picture.pixels();
    for (int i = 0; i < pixels.length / RgbImage.CHANNELS; i++) {
      int at = RgbImage.CHANNELS * i;
      int rgb = (pixels[at] & 0xFF) << 16 | (pixels[at + 1] & 0xFF) << 8 | (pixels[at + 2] & 0xFF);
      image.setRGB(i % width, i / width, rgb);
    }
    return image;
  }

  @Override
  public void close() {
    writer.dispose();
  }
}
