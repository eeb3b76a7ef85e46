package mclspark.doctor;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import mclspark.image.BrokenPictureException;
import mclspark.image.ImageDecoder;
import mclspark.image.RgbImage;

/** A small picture of sixteen coloured fields, in every format, and what decoders make of it. */
final class TestCard {

  private static final int WIDTH = 24;
  private static final int HEIGHT = 16;
  private static final int FIELDS = 4;
  private static final int LEVEL = 85;

  /** JPEG blurs the fields' edges. */
  private static final double JPEG_MEAN_ERROR = 20;

  /** The card as a lossless WebP file, which no library of Java writes. */
  private static final String WEBP =
      "UklGRnQAAABXRUJQVlA4TGcAAAAvF8ADAH9AkG2zQY7ykNcgEITISCuNRJBts0Ge8pCb/0BPHglTwpToXuheLOCzgJ6B"
          + "NW1bgVJIIYUUUkghhRRSSCGFFEZhFEZh/h/BORH9jwRLjxaI+eDXplVjHhja4dWYrBM2XIgBAA==";

  private TestCard() {}

  /** The pixels. */
  static RgbImage pixels() {
    byte[] pixels = new byte[RgbImage.CHANNELS * WIDTH * HEIGHT];
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      int column = i % WIDTH / (WIDTH / FIELDS);
      int row = i / WIDTH / (HEIGHT / FIELDS);
      pixels[3 * i] = (byte) (LEVEL * column);
      pixels[3 * i + 1] = (byte) (LEVEL * row);
      pixels[3 * i + 2] = (byte) (255 - LEVEL * ((column + row) % FIELDS));
    }
    return new RgbImage(WIDTH, HEIGHT, pixels);
  }

  /**
   * The card as a file.
   *
   * @param format JPEG, PNG, GIF, BMP, TIFF or WebP
   */
  static byte[] file(String format) throws IOException {
    if (format.equals("WebP")) {
      return Base64.getDecoder().decode(WEBP);
    }
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    byte[] pixels = pixels().pixels();
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      int red = pixels[3 * i] & 0xFF;
      int green = pixels[3 * i + 1] & 0xFF;
      int blue = pixels[3 * i + 2] & 0xFF;
      image.setRGB(i % WIDTH, i / WIDTH, red << 16 | green << 8 | blue);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    if (!ImageIO.write(image, format, file)) {
      throw new IOException("this Java writes no " + format);
    }
    return file.toByteArray();
  }

  /**
   * Whether a decoder reads the card's file right.
   *
   * @throws BrokenPictureException with the reason if it reads nothing
   */
  static boolean isReadRight(ImageDecoder decoder, String format)
      throws BrokenPictureException, IOException {
    return isCard(decoder.decode(file(format)), format);
  }

  /** Whether a picture is the card: to the bit, but for JPEG. */
  static boolean isCard(RgbImage read, String format) {
    RgbImage card = pixels();
    boolean sameSize = read.width() == WIDTH && read.height() == HEIGHT;
    return format.equals("JPEG")
        ? sameSize && error(read, card) < JPEG_MEAN_ERROR
        : read.equals(card);
  }

  private static double error(RgbImage read, RgbImage known) {
    long sum = 0;
    for (int i = 0; i < known.pixels().length; i++) {
      sum += Math.abs((read.pixels()[i] & 0xFF) - (known.pixels()[i] & 0xFF));
    }
    return (double) sum / known.pixels().length;
  }
}
