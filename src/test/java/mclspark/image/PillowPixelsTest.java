package mclspark.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Small pictures of many kinds, and the pixels of Pillow 9.4's {@code convert("RGB")}, which
 * torchvision's image folder trains on. {@code make-pillow-pixels.py} beside the table made both.
 */
class PillowPixelsTest {

  private static final String TABLE = "/pictures/pillow-pixels.tsv";

  record Example(String name, int width, int height, byte[] file, byte[] pixels) {

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Example> examples() throws IOException {
    try (InputStream table = PillowPixelsTest.class.getResourceAsStream(TABLE)) {
      String text = new String(table.readAllBytes(), StandardCharsets.US_ASCII);
      return text.lines().map(PillowPixelsTest::example).toList();
    }
  }

  private static Example example(String line) {
    String[] cells = line.split("\t");
    Base64.Decoder decoder = Base64.getDecoder();
    return new Example(
        cells[0],
        Integer.parseInt(cells[1]),
        Integer.parseInt(cells[2]),
        decoder.decode(cells[3]),
        decoder.decode(cells[4]));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void thePixelsAreThoseOfPillow(Example example) throws Exception {
    for (DecoderChoice choice : ImageDecoder.available()) {
      boolean turboOnly = example.name.startsWith("turbojpeg");
      if (choice == DecoderChoice.JDK && turboOnly) {
        assertThrows(BrokenPictureException.class, () -> decode(choice, example.file));
      } else {
        assumeTrue(!example.name.startsWith("webp") || WebpLibrary.missing().isEmpty());
        RgbImage picture = decode(choice, example.file);
        assertEquals(example.width, picture.width());
        assertEquals(example.height, picture.height());
        assertArrayEquals(example.pixels, picture.pixels());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void aFileThatIsCutOffGivesAPictureOrAReason(Example example) {
    int broken = 0;
    for (int length = 1; length < example.file.length; length += 1 + length / 16) {
      byte[] cut = Arrays.copyOf(example.file, length);
      try {
        decode(DecoderChoice.AUTO, cut);
      } catch (BrokenPictureException e) {
        assertTrue(e.getMessage().length() > 5, e.getMessage());
        broken++;
      }
    }
    assertTrue(broken > 0);
  }

  private static RgbImage decode(DecoderChoice choice, byte[] file) throws BrokenPictureException {
    try (ImageDecoder decoder = ImageDecoder.open(choice)) {
      return decoder.decode(file);
    }
  }
}
