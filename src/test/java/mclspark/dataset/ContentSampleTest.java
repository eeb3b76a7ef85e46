package mclspark.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentSampleTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  private Path file(String name, long seed, int records) throws IOException {
    byte[] bytes = new byte[records * CifarFormat.CIFAR10.recordBytes()];
    new Random(seed).nextBytes(bytes);
    return Files.write(folder.resolve(name), bytes);
  }

  private static long sample(Path file, int records) {
    CifarFile one = new CifarFile(file.toUri().toString(), records);
    return ContentSample.of(
        new CifarListing(CifarFormat.CIFAR10, List.of(one), CifarListing.numbered(10)), HADOOP);
  }

  @Test
  void aCopyHasTheSampleOfTheOriginal() throws IOException {
    assertEquals(sample(file("a", 1, 300), 300), sample(file("b", 1, 300), 300));
  }

  @Test
  void otherBytesAnotherLengthAndAMissingFileAreNoticed() throws IOException {
    long sample = sample(file("a", 1, 300), 300);
    assertNotEquals(sample, sample(file("b", 2, 300), 300));
    assertNotEquals(sample, sample(file("c", 1, 301), 301));
    assertNotEquals(sample, sample(folder.resolve("gone"), 300));
  }

  @Test
  void aFewBytesOfASmallFileAreNoticed() throws IOException {
    long sample = sample(file("a", 1, 80), 80);
    byte[] bytes = Files.readAllBytes(folder.resolve("a"));
    bytes[bytes.length / 2] ^= 1;
    assertNotEquals(sample, sample(Files.write(folder.resolve("b"), bytes), 80));
  }

  @Test
  void manyFilesAreSampledFromTheFirstToTheLast() throws IOException {
    for (int i = 0; i < 200; i++) {
      Path file = folder.resolve("set/c/%03d.png".formatted(i));
      Files.createDirectories(file.getParent());
      Files.writeString(file, "picture " + i);
    }
    PictureListing listing = ImageFolderLister.list(folder.resolve("set").toString(), HADOOP);
    long sample = ContentSample.of(listing, HADOOP);
    assertEquals(sample, ContentSample.of(listing, HADOOP));
    int noticed = 0;
    for (int i = 0; i < 200; i++) {
      Path file = folder.resolve("set/c/%03d.png".formatted(i));
      String text = Files.readString(file);
      Files.writeString(file, "x");
      noticed += sample == ContentSample.of(listing, HADOOP) ? 0 : 1;
      Files.writeString(file, text);
    }
    assertEquals(64, noticed);
  }
}
