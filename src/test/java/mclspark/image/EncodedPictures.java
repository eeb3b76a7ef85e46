package mclspark.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Makes picture files for tests. */
public final class EncodedPictures {

  private EncodedPictures() {}

  /** A smooth picture with some colour, of a {@link BufferedImage} type. */
  public static BufferedImage image(int width, int height, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int red = 255 * x / width;
        int green = 255 * y / height;
        int blue = (x * y) % 256;
        image.setRGB(x, y, 0xFF000000 | red << 16 | green << 8 | blue);
      }
    }
    return image;
  }

  public static byte[] encode(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!ImageIO.write(image, format, out)) {
      throw new IOException("no writer for " + format);
    }
    return out.toByteArray();
  }

  public static byte[] jpeg(int width, int height) throws IOException {
    return encode(image(width, height, BufferedImage.TYPE_INT_RGB), "jpeg");
  }

  /** Puts a segment behind the start-of-image marker. */
  static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    out.write(0xFF);
    out.write(marker);
    out.write((content.length + 2) >> 8);
    out.write(content.length + 2);
    out.write(content, 0, content.length);
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  /** Gives the three components of a JPEG file other identifiers, in its frame and its scan. */
  static byte[] withComponentNames(byte[] jpeg, String names) {
    byte[] renamed = jpeg.clone();
    JpegSegments segments = new JpegSegments(renamed);
    while (segments.next()) {
      // A frame lists three bytes a component behind six others, a scan two behind one.
      boolean frame = segments.marker() == 0xC0;
      boolean scan = segments.marker() == 0xDA;
      for (int c = 0; c < 3 && (frame || scan); c++) {
        int at = segments.content() + (frame ? 6 + 3 * c : 1 + 2 * c);
        renamed[at] = (byte) names.charAt(c);
      }
    }
    return renamed;
  }

  /** Takes the JFIF segment out, which the class library writes first. */
  static byte[] withoutJfif(byte[] jpeg) {
    JpegSegments segments = new JpegSegments(jpeg);
    if (!segments.next() || segments.marker() != 0xE0) {
      throw new IllegalArgumentException("no JFIF segment");
    }
    int end = segments.content() + segments.contentLength();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    out.write(jpeg, end, jpeg.length - end);
    return out.toByteArray();
  }
}
