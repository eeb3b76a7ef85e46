package mclspark.dataset.matlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Files that SciPy's savemat wrote, of the form of the development kit's meta.mat. */
final class MatFileTest {

  private static byte[] file(String name) throws IOException {
    try (InputStream in = MatFileTest.class.getResourceAsStream("/matlab/" + name)) {
      return in.readAllBytes();
    }
  }

  @Test
  void structsOfACompressedFileAreRead() throws Exception {
    List<Map<String, Object>> synsets = MatFile.structs(file("meta.mat"), "synsets");
    assertEquals(4, synsets.size());
    assertEquals(1L, synsets.get(0).get("ILSVRC2012_ID"));
    assertEquals("n02119789", synsets.get(0).get("WNID"));
    assertEquals("tench, Tinca tinca", synsets.get(2).get("words"));
    assertEquals(1300L, synsets.get(2).get("num_train_images"));
    assertEquals(1001L, synsets.get(3).get("ILSVRC2012_ID"));
    assertTrue(!synsets.get(3).containsKey("children"));
  }

  @Test
  void structsOfAPlainFileAreRead() throws Exception {
    List<Map<String, Object>> synsets = MatFile.structs(file("plain.mat"), "synsets");
    assertEquals(
        List.of("n02119789", "n02100735"), synsets.stream().map(s -> s.get("WNID")).toList());
  }

  @Test
  void otherFilesAreToldAsSuch() throws Exception {
    assertEquals("it has no array of structs images", error(file("meta.mat"), "images"));
    assertEquals("it has no array of structs other", error(file("meta.mat"), "other"));
    byte[] hdf = "MATLAB 7.3 MAT-file".repeat(20).getBytes(StandardCharsets.US_ASCII);
    assertEquals("it is no file of MATLAB 5 (as -v6 and -v7 write it)", error(hdf, "synsets"));
    assertEquals(
        "it is no file of MATLAB 5 (as -v6 and -v7 write it)", error(new byte[0], "synsets"));
  }

  /** Lengths in the file are not believed: every cut and every other byte ends in a sentence. */
  @Test
  void damagedFilesEndInASentence() throws Exception {
    byte[] whole = file("plain.mat");
    for (int length = 128; length < whole.length - 8; length += 8) {
      error(Arrays.copyOf(whole, length), "synsets");
    }
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      byte[] bad = whole.clone();
      int at = 128 + random.nextInt(bad.length - 128) & ~3;
      ByteBuffer.wrap(bad).putInt(at, random.nextInt());
      try {
        MatFile.structs(bad, "synsets");
      } catch (IOException e) {
        assertTrue(e.getMessage().length() > 10, e.getMessage());
      }
    }
  }

  private static String error(byte[] file, String variable) {
    return assertThrows(IOException.class, () -> MatFile.structs(file, variable)).getMessage();
  }
}
