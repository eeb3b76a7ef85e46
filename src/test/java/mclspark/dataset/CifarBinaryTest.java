package mclspark.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mclspark.UserError;
import mclspark.image.RgbImage;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarBinaryTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  /** Records with random pixels; the fine label is {@code (first + i) % 10}. */
  private static byte[] records(CifarFormat format, int count, int first) {
    CounterRandom random = CounterRandom.of(3, 0, first, Purpose.EXAMPLES);
    byte[] bytes = new byte[count * format.recordBytes()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextInt(256);
    }
    for (int i = 0; i < count; i++) {
      bytes[i * format.recordBytes() + format.labelBytes() - 1] = (byte) ((first + i) % 10);
    }
    return bytes;
  }

  private static PictureSource open(PictureListing listing) {
    return listing.open(HADOOP, file -> new RgbImage(1, 1, new byte[3]));
  }

  @Test
  void cifar10IsReadOverAllFilesInOrder() throws Exception {
    byte[] one = records(CifarFormat.CIFAR10, 3, 0);
    byte[] two = records(CifarFormat.CIFAR10, 4, 3);
    Files.write(folder.resolve("data_batch_2.bin"), two);
    Files.write(folder.resolve("data_batch_1.bin"), one);
    Files.write(folder.resolve("test_batch.bin"), records(CifarFormat.CIFAR10, 1, 9));
    Files.writeString(
        folder.resolve("batches.meta.txt"), "airplane\nautomobile\n\nbird\n" + more());
    PictureListing listing = find(Split.TRAIN, CifarFormat.CIFAR10);
    PictureSource source = open(listing);
    assertEquals(7, source.size());
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6), labels(source));
    assertEquals("bird", source.classNames().get(2));
    assertTrue(source.name(4).endsWith("data_batch_2.bin#1"), source.name(4));
    RgbImage picture = source.load(4);
    int start = CifarFormat.CIFAR10.recordBytes() + 1;
    assertEquals(two[start + 5], picture.pixels()[15]);
    assertEquals(two[start + 1024 + 5], picture.pixels()[16]);
    assertEquals(two[start + 2048 + 1023], picture.pixels()[3071]);
    assertEquals(1, find(Split.TEST, CifarFormat.CIFAR10).size());
  }

  private static String more() {
    return "a\nb\nc\nd\ne\nf\ng\n";
  }

  private static List<Integer> labels(PictureSource source) {
    Integer[] labels = new Integer[source.size()];
    Arrays.setAll(labels, source::label);
    return List.of(labels);
  }

  @Test
  void cifar100IsFoundInTheArchiveFolderWithFineLabels() throws Exception {
    Path inner = Files.createDirectory(folder.resolve("cifar-100-binary"));
    Files.write(inner.resolve("train.bin"), records(CifarFormat.CIFAR100, 5, 2));
    PictureListing listing = find(Split.TRAIN, CifarFormat.CIFAR100);
    assertEquals(List.of(2, 3, 4, 5, 6), labels(open(listing)));
    assertEquals(100, listing.classNames().size());
    PictureRange range = listing.ranges().findFirst().orElseThrow();
    assertEquals(5, range.count());
    assertEquals(PictureRange.MIXED, range.label());
    UserError error = assertThrows(UserError.class, () -> find(Split.TEST, CifarFormat.CIFAR100));
    assertTrue(error.getMessage().contains("none of the TEST part"), error.getMessage());
  }

  /** The usual folder of data holds both archives, unpacked. */
  @Test
  void onlyFilesOfTheFormatThatWasAskedForAreFound() throws Exception {
    CifarFiles files = new CifarFiles(HADOOP);
    Path ten = Files.createDirectory(folder.resolve("cifar-10-batches-bin"));
    Files.write(ten.resolve("data_batch_1.bin"), records(CifarFormat.CIFAR10, 3, 0));
    assertEquals(Optional.empty(), files.find(name(folder), Split.TRAIN, CifarFormat.CIFAR100));
    assertEquals(
        folder
            + " holds no binary files of CIFAR100, only those of CIFAR10; name another folder or"
            + " set data.format=cifar10.",
        files.missing(name(folder), CifarFormat.CIFAR100).getMessage());
    Path hundred = Files.createDirectory(folder.resolve("cifar-100-binary"));
    Files.write(hundred.resolve("train.bin"), records(CifarFormat.CIFAR100, 5, 2));
    assertEquals(3, size(CifarFormat.CIFAR10));
    assertEquals(5, size(CifarFormat.CIFAR100));
    assertEquals(Optional.empty(), files.find(name(hundred), Split.TRAIN, CifarFormat.CIFAR10));
    assertTrue(
        files
            .missing(name(hundred), CifarFormat.CIFAR10)
            .getMessage()
            .endsWith("only those of CIFAR100; name another folder or set data.format=cifar100."));
  }

  private static String name(Path path) {
    return path.toString();
  }

  private int size(CifarFormat format) {
    return find(Split.TRAIN, format).size();
  }

  private CifarListing find(Split split, CifarFormat format) {
    return new CifarFiles(HADOOP).find(name(folder), split, format).orElseThrow();
  }

  @Test
  void theVersionForPythonIsRecognised() throws Exception {
    CifarFiles files = new CifarFiles(HADOOP);
    Path ten = Files.createDirectory(folder.resolve("cifar-10-batches-py"));
    Files.write(ten.resolve("data_batch_1"), new byte[] {1});
    Path hundred = Files.createDirectory(folder.resolve("cifar-100-python"));
    Files.write(hundred.resolve("train"), new byte[] {1});
    String way =
        " in Python's version; make shards of cifar-100-python/train or"
            + " cifar-10-batches-py/data_batch_{1..5} by mcl prepare, or use the binary version"
            + " (cifar-10-binary.tar.gz or cifar-100-binary.tar.gz; mcl data cifar100 gets the"
            + " second).";
    assertEquals(
        ten + " holds data_batch_1, CIFAR-10" + way,
        files.missing(name(folder), CifarFormat.CIFAR10).getMessage());
    for (Path place : List.of(folder, hundred)) {
      assertEquals(
          hundred + " holds CIFAR-100" + way,
          files.missing(name(place), CifarFormat.CIFAR100).getMessage());
    }
  }

  @Test
  void theFingerprintIsThatOfTheFiles() throws Exception {
    Path one = Files.write(folder.resolve("train.bin"), records(CifarFormat.CIFAR100, 2, 0));
    Path other = Files.write(folder.resolve("other.bin"), records(CifarFormat.CIFAR100, 2, 0));
    Path copy = Files.copy(one, Files.createDirectory(folder.resolve("copy")).resolve("train.bin"));
    assertEquals(fingerprint(one), fingerprint(copy));
    assertNotEquals(fingerprint(one), fingerprint(other));
    assertNotEquals(fingerprint(one), fingerprint(one, one));
  }

  private static long fingerprint(Path... files) {
    List<String> names = Arrays.stream(files).map(Path::toString).toList();
    return new CifarFiles(HADOOP).list(names, CifarFormat.CIFAR100).fingerprint();
  }

  @Test
  void aTruncatedFileIsNamedWithItsSizeAndTheRecordLength() throws Exception {
    Path file = folder.resolve("train.bin");
    byte[] whole = records(CifarFormat.CIFAR100, 2, 0);
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    UserError error = assertThrows(UserError.class, () -> find(Split.TRAIN, CifarFormat.CIFAR100));
    assertTrue(error.getMessage().contains("train.bin has 6147 bytes"), error.getMessage());
    assertTrue(error.getMessage().contains("3074"), error.getMessage());
    Files.write(file, new byte[0]);
    assertThrows(UserError.class, () -> find(Split.TRAIN, CifarFormat.CIFAR100));
  }

  @Test
  void aFileThatShrankAfterTheListingIsRefused() throws Exception {
    Path file = folder.resolve("one.bin");
    byte[] whole = records(CifarFormat.CIFAR100, 2, 0);
    Files.write(file, whole);
    PictureListing listing =
        new CifarFiles(HADOOP).list(List.of(file.toString()), CifarFormat.CIFAR100);
    Files.write(file, Arrays.copyOf(whole, 3074));
    UserError error = assertThrows(UserError.class, () -> open(listing));
    assertTrue(error.getMessage().contains("6148"), error.getMessage());
    Files.delete(file);
    error = assertThrows(UserError.class, () -> open(listing));
    assertTrue(error.getMessage().contains("one.bin"), error.getMessage());
  }

  @Test
  void aLabelBeyondTheNamesIsRefused() throws Exception {
    Files.write(folder.resolve("train.bin"), records(CifarFormat.CIFAR100, 10, 0));
    Files.writeString(folder.resolve("fine_label_names.txt"), "a\nb\nc\n");
    PictureListing listing = find(Split.TRAIN, CifarFormat.CIFAR100);
    UserError error = assertThrows(UserError.class, () -> open(listing));
    assertTrue(error.getMessage().contains("train.bin#3 has label 3"), error.getMessage());
  }

  @Test
  void missingFilesAreRefused() {
    UserError error =
        assertThrows(
            UserError.class,
            () ->
                new CifarFiles(HADOOP)
                    .list(List.of(folder.resolve("no.bin").toString()), CifarFormat.CIFAR10));
    assertTrue(error.getMessage().contains("no.bin does not exist"), error.getMessage());
    assertThrows(
        UserError.class, () -> new CifarFiles(HADOOP).list(List.of(), CifarFormat.CIFAR10));
    String no = folder.resolve("no").toString();
    assertEquals(
        Optional.empty(), new CifarFiles(HADOOP).find(no, Split.TRAIN, CifarFormat.CIFAR10));
    assertEquals(
        no + " does not exist; check the path.",
        new CifarFiles(HADOOP).missing(no, CifarFormat.CIFAR10).getMessage());
  }

  @Test
  void theListingSurvivesSerialization() throws Exception {
    Files.write(folder.resolve("train.bin"), records(CifarFormat.CIFAR100, 2, 0));
    PictureListing listing = find(Split.TRAIN, CifarFormat.CIFAR100);
    assertEquals(listing, listing(bytes(listing)));
  }

  static byte[] bytes(PictureListing listing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(listing);
    }
    return bytes.toByteArray();
  }

  static PictureListing listing(byte[] bytes) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return (PictureListing) in.readObject();
    }
  }

  @Test
  void realPicturesHaveEveryClassEquallyOften() {
    String data = System.getProperty("real.data", "");
    assumeTrue(
        !data.isEmpty() && Files.isDirectory(Path.of(data, "cifar100")), "no real pictures here");
    PictureSource source =
        open(
            new CifarFiles(HADOOP)
                .find(name(Path.of(data, "cifar100")), Split.TRAIN, CifarFormat.CIFAR100)
                .orElseThrow());
    assertEquals(10_000, source.size());
    assertEquals("apple", source.classNames().get(0));
    int[] counts = new int[100];
    labels(source).forEach(label -> counts[label]++);
    int[] expected = new int[100];
    Arrays.fill(expected, 100);
    assertArrayEquals(expected, counts);
  }
}
