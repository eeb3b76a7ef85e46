package mclspark.dataset.shards.make;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Makes small picture folders and tar files for tests. */
public final class PictureFolder {

  private PictureFolder() {}

  /** Writes {@code perClass} different PNG pictures for each class. */
  public static void write(Path folder, int perClass, String... classes) throws IOException {
    for (int c = 0; c < classes.length; c++) {
      Path own = Files.createDirectories(folder.resolve(classes[c]));
      for (int i = 0; i < perClass; i++) {
        Files.write(own.resolve("%03d.png".formatted(i)), png(40 + c, 36 + i % 3, c * 1000 + i));
      }
    }
  }

  /** A picture that depends on its number. */
  public static byte[] png(int width, int height, int number) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, (number + 1) * 99_991 + i * 7);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  /** A tar file of entries: name, content, name, content, ... */
  public static byte[] tar(Object... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = bytes;
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      for (int i = 0; i < entries.length; i += 2) {
        byte[] content = (byte[]) entries[i + 1];
        TarArchiveEntry entry = new TarArchiveEntry((String) entries[i]);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }
}
