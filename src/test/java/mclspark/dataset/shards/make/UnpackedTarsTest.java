package mclspark.dataset.shards.make;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import mclspark.UserError;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of compressed tar files. */
final class UnpackedTarsTest {

  private static final Configuration HADOOP = new Configuration();

  private static final Rewriter NOTHING =
      new Rewriter() {
        @Override
        public boolean takes(org.apache.hadoop.fs.Path file, Configuration configuration) {
          return false;
        }

        @Override
        public void write(
            org.apache.hadoop.fs.Path file, OutputStream tar, Configuration configuration) {
          throw new AssertionError(file);
        }
      };

  @TempDir Path folder;

  private UnpackedTars unpack(String... sources) {
    org.apache.hadoop.fs.Path place =
        new org.apache.hadoop.fs.Path(folder.resolve("out").toString());
    return UnpackedTars.of(
        Arrays.stream(sources).map(source -> folder + "/" + source).toList(),
        place,
        NOTHING,
        HADOOP);
  }

  private void write(String name, byte[] bytes) throws Exception {
    Files.createDirectories(folder.resolve(name).getParent());
    Files.write(folder.resolve(name), bytes);
  }

  @Test
  void theyAreDecompressedInPlaceOfThemselves() throws Exception {
    write("d/b.tgz", Gzip.of(new byte[] {2}));
    write("d/a.tar.gz", Gzip.of(new byte[] {1}));
    write("d/notes.txt", new byte[1]);
    write("c.tar", new byte[] {3});
    try (UnpackedTars tars = unpack("c.tar", "d", "d/{b,b}.tgz", "none-{1..2}.tar")) {
      List<String> names =
          tars.sources().stream()
              .map(s -> s.replace(folder + "/", "").replace("file:", ""))
              .toList();
      assertEquals(
          List.of(
              "c.tar",
              "out/0/a.tar",
              "out/1/b.tar",
              "out/2/b.tar",
              "out/3/b.tar",
              "none-{1..2}.tar"),
          names);
      assertArrayEquals(new byte[] {1}, Files.readAllBytes(folder.resolve("out/0/a.tar")));
      assertArrayEquals(new byte[] {2}, Files.readAllBytes(folder.resolve("out/3/b.tar")));
    }
    assertFalse(Files.exists(folder.resolve("out")));
    assertTrue(UnpackedTars.among(List.of("x", folder + "/d"), NOTHING, HADOOP));
    assertFalse(UnpackedTars.among(List.of("x", folder + "/c.tar"), NOTHING, HADOOP));
  }

  /** As pigz, bgzip and cat write them; Java's own reader may stop after the first part. */
  @Test
  void allPartsOfAnArchiveAreRead() throws Exception {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.write(Gzip.of(new byte[] {1, 2}));
    joined.write(Gzip.of(new byte[] {3}));
    write("a.tgz", joined.toByteArray());
    try (UnpackedTars tars = unpack("a.tgz")) {
      Path file = Path.of(tars.sources().get(0).replace("file:", ""));
      assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(file));
    }
  }

  @Test
  void aDamagedArchiveIsToldAndLeavesNothing() throws Exception {
    byte[] whole = Gzip.of(new byte[100_000]);
    write("cut.tar.gz", Arrays.copyOf(whole, whole.length - 9));
    write("text.tgz", "no archive".getBytes(StandardCharsets.US_ASCII));
    whole[whole.length - 6] ^= 1; // the checksum
    write("bad.tgz", whole);
    String out = folder + "/out";
    for (String[] wrong :
        new String[][] {
          {"cut.tar.gz", "ends within its compressed data, as a copy that was cut; copy it again."},
          {
            "text.tgz", "cannot be decompressed into " + out + "/0: Input is not in the .gz format."
          },
          {"bad.tgz", "cannot be decompressed into " + out + "/0: Gzip-compressed data is corrupt"}
        }) {
      String message = assertThrows(UserError.class, () -> unpack(wrong[0])).getMessage();
      assertTrue(message.startsWith(folder + "/" + wrong[0] + " " + wrong[1]), message);
      assertFalse(Files.exists(folder.resolve("out")));
    }
  }
}
