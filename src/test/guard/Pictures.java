import java.awt.image.BufferedImage;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** {@code java Pictures.java FILE FOLDER}: a CIFAR-100 file as PNG files in a folder per class. */
final class Pictures {

  private static final int SIZE = 32;
  private static final int PLANE = SIZE * SIZE;

  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    try (var in = new DataInputStream(Files.newInputStream(file))) {
      long pictures = Files.size(file) / (2 + 3 * PLANE);
      for (int i = 0; i < pictures; i++) {
        byte[] row = in.readNBytes(2 + 3 * PLANE);
        File folder = new File(arguments[1], "class-%02d".formatted(row[1]));
        Files.createDirectories(folder.toPath());
        ImageIO.write(picture(row), "png", new File(folder, "%05d.png".formatted(i)));
      }
    }
  }

  /** The picture of a row: two labels, then the planes of red, green and blue. */
  private static BufferedImage picture(byte[] row) {
    BufferedImage picture = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < PLANE; i++) {
      int rgb = 0;
      for (int plane = 0; plane < 3; plane++) {
        rgb = rgb << 8 | row[2 + plane * PLANE + i] & 0xff;
      }
      picture.setRGB(i % SIZE, i / SIZE, rgb);
    }
    return picture;
  }
}
