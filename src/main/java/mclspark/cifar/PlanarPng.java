package mclspark.cifar;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import mclspark.dataset.CifarFormat;

/** Encodes pictures that lie as three planes: red, green, blue. */
final class PlanarPng {

  private static final int PLANE = CifarFormat.SIDE * CifarFormat.SIDE;

  private PlanarPng() {}

  /** The PNG file of the picture that begins at a byte. */
  static byte[] of(byte[] planes, int begin) throws IOException {
    BufferedImage image =
        new BufferedImage(CifarFormat.SIDE, CifarFormat.SIDE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < PLANE; i++) {
      int red = Byte.toUnsignedInt(planes[begin + i]);
      int green = Byte.toUnsignedInt(planes[begin + PLANE + i]);
      int blue = Byte.toUnsignedInt(planes[begin + 2 * PLANE + i]);
      image.setRGB(i % CifarFormat.SIDE, i / CifarFormat.SIDE, red << 16 | green << 8 | blue);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(image, "png", out)) {
        throw new IllegalStateException("this Java runtime cannot write PNG");
      }
    }
    return bytes.toByteArray();
  }
}
