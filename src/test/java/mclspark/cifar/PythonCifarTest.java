package mclspark.cifar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import mclspark.UserError;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CIFAR's version for Python: files that Python 3 wrote, and the form in which Python 2 did. */
final class PythonCifarTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;
  private final PythonCifar cifar = new PythonCifar();

  private Map<String, byte[]> rewritten(String name) throws Exception {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    cifar.write(hadoop(name), tar, HADOOP);
    Map<String, byte[]> members = new LinkedHashMap<>();
    try (TarArchiveInputStream in =
        new TarArchiveInputStream(new ByteArrayInputStream(tar.toByteArray()))) {
      for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        members.put(entry.getName(), in.readAllBytes());
      }
    }
    return members;
  }

  private org.apache.hadoop.fs.Path hadoop(String name) {
    return new org.apache.hadoop.fs.Path(folder.resolve(name).toString());
  }

  private String refusal(String name) {
    String message = assertThrows(UserError.class, () -> rewritten(name)).getMessage();
    return message.replace(folder + "/", "").replace("file:", "");
  }

  private void copy(String name) throws Exception {
    String resource = "/cifar/cifar-100-python/" + name;
    try (InputStream in = getClass().getResourceAsStream(resource)) {
      Files.copy(in, folder.resolve(name));
    }
  }

  @Test
  void aFileOfPython3IsRead() throws Exception {
    copy("train");
    copy("meta");
    assertTrue(cifar.takes(hadoop("train"), HADOOP));
    Map<String, byte[]> members = rewritten("train");
    assertEquals(
        "[bear/train-00000.png, apple/train-00001.png, bear/train-00002.png]",
        members.keySet().toString());
    BufferedImage second =
        ImageIO.read(new ByteArrayInputStream(members.get("apple/train-00001.png")));
    // Byte j of row i is (50 i + j / 8 + 70 (j / 1024)) mod 256.
    assertEquals(pixel(50 + 1023 / 8), second.getRGB(31, 31) & 0xffffff);
    assertEquals(pixel(50), second.getRGB(0, 0) & 0xffffff);
    assertEquals(pixel(50 + 1), second.getRGB(8, 0) & 0xffffff);
  }

  private static int pixel(int first) {
    int plane = 1024 / 8 + 70;
    return first % 256 << 16 | (first + plane) % 256 << 8 | (first + 2 * plane) % 256;
  }

  /** Its arrays are strings, and too large to be kept. */
  @Test
  void aFileOfPython2IsRead() throws Exception {
    int pictures = 400;
    byte[] data = new byte[pictures * 3072];
    data[399 * 3072] = (byte) 200;
    data[399 * 3072 + 1024] = 7;
    Files.write(folder.resolve("test_batch"), python2(data, pictures, 0));
    Files.write(folder.resolve("batches.meta"), meta("ox", "hen"));
    Map<String, byte[]> members = rewritten("test_batch");
    assertEquals(pictures, members.size());
    byte[] last = members.get("hen/test_batch-00399.png");
    assertEquals(0xc80700, ImageIO.read(new ByteArrayInputStream(last)).getRGB(0, 0) & 0xffffff);
    assertTrue(members.containsKey("ox/test_batch-00398.png"));
  }

  @Test
  void whatDoesNotFitIsRefused() throws Exception {
    copy("train");
    assertEquals(
        "train has neither batches.meta nor meta beside it, which name its classes; unpack the"
            + " whole archive.",
        refusal("train"));
    Files.write(folder.resolve("meta"), meta("ox"));
    assertEquals(
        "train is no file of CIFAR for Python: the label of picture 0 is none of the 1 classes;"
            + " unpack the archive again.",
        refusal("train"));
    byte[] data = new byte[3072 * 400];
    Files.write(folder.resolve("meta"), meta("ox", "hen"));
    Files.write(folder.resolve("test"), python2(data, 399, 0));
    assertEquals(
        "test is no file of CIFAR for Python: its data are no bytes of the shape (399, 3072), as"
            + " its labels want; unpack the archive again.",
        refusal("test"));
    Files.write(folder.resolve("test"), python2(data, 400, 3072));
    assertEquals(
        "test cannot be read as a pickle of NumPy's arrays: an array has fewer bytes than its shape"
            + " says. Give an undamaged file.",
        refusal("test"));
    byte[] whole = python2(data, 400, 0);
    Files.write(folder.resolve("test"), Arrays.copyOf(whole, whole.length / 2));
    assertTrue(
        refusal("test").contains("expects 1228800 more bytes than the file has"), refusal("test"));
  }

  @Test
  void otherFilesAndFoldersAreNotTaken() throws Exception {
    Files.createDirectory(folder.resolve("train"));
    Files.writeString(folder.resolve("test"), "text");
    copy("meta");
    for (String name : new String[] {"train", "test", "meta", "test_batch"}) {
      assertFalse(cifar.takes(hadoop(name), HADOOP), name);
    }
  }

  /** The operations of Python 2's cPickle, protocol 2, as in the official archive. */
  private static final class Python2 {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Python2() {
      raw(0x80, 2, '}', '(');
    }

    Python2 raw(int... bytes) {
      for (int b : bytes) {
        out.write(b);
      }
      return this;
    }

    Python2 text(String text) {
      raw('U', text.length());
      out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
      return this;
    }

    Python2 global(String module, String name) {
      out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
      return this;
    }

    Python2 small(int value) {
      return raw('M', value & 0xff, value >> 8);
    }

    Python2 string(byte[] bytes) {
      out.write('T');
      out.writeBytes(
          ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length).array());
      out.writeBytes(bytes);
      return this;
    }

    byte[] end() {
      return raw('u', '.').out.toByteArray();
    }
  }

  private static byte[] meta(String... names) {
    Python2 pickle = new Python2().text("label_names").raw(']', '(');
    for (String name : names) {
      pickle.text(name);
    }
    return pickle.raw('e').text("num_vis").small(3072).end();
  }

  private static byte[] python2(byte[] data, int labels, int missing) {
    Python2 pickle = new Python2().text("batch_label").text("testing").text("labels").raw(']', '(');
    for (int i = 0; i < labels; i++) {
      pickle.raw('K', i % 2);
    }
    pickle.raw('e').text("data").global("numpy.core.multiarray", "_reconstruct");
    pickle.global("numpy", "ndarray").raw('K', 0, 0x85).text("b").raw(0x87, 'R');
    pickle.raw('(', 'K', 1).small(data.length / 3072).small(3072).raw(0x86);
    pickle.global("numpy", "dtype").text("u1").raw('K', 0, 'K', 1, 0x87, 'R', '(', 'K', 3);
    pickle.text("|").raw('N', 'N', 'N', 'J', 255, 255, 255, 255, 'J', 255, 255, 255, 255, 'K', 0);
    pickle.raw('t', 'b', 0x89).string(Arrays.copyOf(data, data.length - missing));
    return pickle.raw('t', 'b').end();
  }
}
