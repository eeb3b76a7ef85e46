package mclspark.dataset.shapes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import mclspark.UserError;
import mclspark.dataset.CifarFiles;
import mclspark.dataset.CifarFormat;
import mclspark.dataset.CifarListing;
import mclspark.dataset.PictureListing;
import mclspark.dataset.PictureSource;
import mclspark.dataset.Split;
import mclspark.image.RgbImage;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShapesGeneratorTest {

  private static final Configuration HADOOP = new Configuration();

  /** train.bin of 48 classes, 96 pictures, seed 5. */
  private static final String TRAIN_SHA256 =
      "618aea868268ccc352c42aa0024106088a57e3bdab8dc5b77546e2f89a3bb2ff";

  @TempDir Path folder;

  private static PictureSource open(PictureListing listing) {
    return listing.open(HADOOP, file -> new RgbImage(1, 1, new byte[3]));
  }

  private static String checksum(Path file) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest);
  }

  private void generate(String name, ShapesSettings settings) {
    new ShapesGenerator(settings).write(folder.resolve(name).toString(), HADOOP);
  }

  private static CifarListing find(String set, Split split) {
    return new CifarFiles(HADOOP).find(set, split, CifarFormat.CIFAR100).orElseThrow();
  }

  @Test
  void theSetIsReadAsCifar100AndBalanced() throws Exception {
    generate("set", new ShapesSettings(20, 1060, 40, 5, 1));
    String set = folder.resolve("set").toString();
    PictureSource train = open(find(set, Split.TRAIN));
    assertEquals(1060, train.size());
    assertEquals(40, find(set, Split.TEST).size());
    assertEquals(20, train.classNames().size());
    assertEquals("cross_stripes", train.classNames().get(5));
    assertEquals(
        List.of("ring", "cross", "triangle", "bar", "disc"),
        Files.readAllLines(folder.resolve("set/coarse_label_names.txt")));
    for (int block = 0; block < 1060; block += 20) {
      Set<Integer> labels = new HashSet<>();
      for (int i = block; i < block + 20; i++) {
        labels.add(train.label(i));
      }
      assertEquals(20, labels.size());
    }
  }

  @Test
  void theBytesFollowFromTheSeedOnEveryMachine() throws Exception {
    generate("set", new ShapesSettings(48, 96, 48, 5, 1));
    assertEquals(TRAIN_SHA256, checksum(folder.resolve("set/train.bin")));
    generate("again", new ShapesSettings(48, 1500, 48, 5, 1));
    byte[] longer = Files.readAllBytes(folder.resolve("again/train.bin"));
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("set/train.bin")), Arrays.copyOf(longer, 96 * 3074));
    generate("other", new ShapesSettings(48, 96, 48, 6, 1));
    assertFalse(
        checksum(folder.resolve("other/train.bin"))
            .equals(checksum(folder.resolve("set/train.bin"))));
  }

  @Test
  void noPictureIsThereTwiceInEitherFile() throws Exception {
    generate("set", new ShapesSettings(4, 500, 500, 5, 0));
    Set<ByteBuffer> pictures = new HashSet<>();
    for (String file : List.of("train.bin", "test.bin")) {
      byte[] bytes = Files.readAllBytes(folder.resolve("set").resolve(file));
      assertEquals(500 * 3074, bytes.length);
      for (int start = 2; start < bytes.length; start += 3074) {
        pictures.add(ByteBuffer.wrap(bytes, start, 3072));
      }
    }
    assertEquals(1000, pictures.size());
  }

  @Test
  void colourSaysLittleAboutTheClass() {
    int classes = 20;
    ShapesGenerator generator = new ShapesGenerator(new ShapesSettings(classes, 4000, 1, 5, 1));
    double[][] sums = new double[classes][3];
    for (int i = 0; i < 4000; i++) {
      byte[] record = generator.record(0, i);
      for (int k = 0; k < 3072; k++) {
        sums[record[1]][k / 1024] += (record[2 + k] & 0xFF) / (1024.0 * 4000 / classes);
      }
    }
    for (double[] mean : sums) {
      for (double value : mean) {
        // Pictures' means spread by about 50, so those of 200 pictures by about 4.
        assertEquals(125, value, 20);
      }
    }
  }

  @Test
  void everyShapeHasAnAreaInsideItsCircle() {
    for (Outline outline : Outline.values()) {
      int inside = 0;
      for (int i = -150; i <= 150; i++) {
        for (int j = -150; j <= 150; j++) {
          boolean contained = outline.contains(i / 100.0, j / 100.0);
          inside += contained ? 1 : 0;
          assertTrue(!contained || i * i + j * j < 13_200, outline + " at " + i + ", " + j);
        }
      }
      double area = inside / 10_000.0;
      assertTrue(area > 0.7 && area < 2.4, outline + " has area " + area);
    }
  }

  @Test
  void everyTextureButPlainMarksAboutAThirdToHalf() {
    for (Texture texture : Texture.values()) {
      int marked = 0;
      for (int i = 0; i < 10_000; i++) {
        marked += texture.marked(i % 100 / 10.0 - 5, i / 100 * 0.1 - 5) ? 1 : 0;
      }
      if (texture == Texture.PLAIN) {
        assertEquals(0, marked);
      } else {
        assertTrue(marked > 2500 && marked < 5500, texture + " marks " + marked);
      }
    }
  }

  @Test
  void settingsOutOfRangeAreNamed() {
    for (ThrowingSettings settings :
        List.<ThrowingSettings>of(
            () -> new ShapesSettings(1, 1, 1, 0, 1),
            () -> new ShapesSettings(49, 1, 1, 0, 1),
            () -> new ShapesSettings(20, 0, 1, 0, 1),
            () -> new ShapesSettings(20, 1, 0, 0, 1),
            () -> new ShapesSettings(20, 1, 1, 0, Double.NaN))) {
      UserError error = assertThrows(UserError.class, settings::make);
      assertTrue(error.getMessage().contains("must be from"), error.getMessage());
    }
  }

  private interface ThrowingSettings {
    ShapesSettings make();
  }

  @Test
  void anUnwritableFolderIsNamed() throws Exception {
    Files.createFile(folder.resolve("file"));
    UserError error =
        assertThrows(UserError.class, () -> generate("file", new ShapesSettings(20, 1, 1, 0, 1)));
    assertTrue(error.getMessage().contains("/file cannot be written"), error.getMessage());
  }
}
