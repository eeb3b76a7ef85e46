package mclspark.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import mclspark.dataset.CifarFormat;
import mclspark.dataset.PictureNames;
import mclspark.dataset.Split;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files appear whole, however many write them. */
final class CommittedFileTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  /** The local disk, which as HDFS and object stores does not rename onto a file. */
  public static class StrictFileSystem extends RawLocalFileSystem {

    @Override
    public URI getUri() {
      return URI.create("strict:///");
    }

    @Override
    public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to)
        throws IOException {
      return !exists(to) && super.rename(from, to);
    }
  }

  /** The same with an exception. */
  public static final class StricterFileSystem extends StrictFileSystem {

    @Override
    public URI getUri() {
      return URI.create("stricter:///");
    }

    @Override
    public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to)
        throws IOException {
      if (!super.rename(from, to)) {
        throw new FileAlreadyExistsException(to.toString());
      }
      return true;
    }
  }

  private static CommittedFile write(String place, Configuration conf, String text)
      throws IOException {
    CommittedFile file = CommittedFile.create(new org.apache.hadoop.fs.Path(place), conf);
    file.stream().write(text.getBytes(StandardCharsets.UTF_8));
    return file;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private void assertTwoWritersAndAnOlderFile(String scheme, Configuration conf)
      throws IOException {
    Path place = Files.writeString(folder.resolve("file"), "old");
    try (CommittedFile one = write(scheme + place, conf, "one");
        CommittedFile two = write(scheme + place, conf, "two, longer")) {
      assertEquals(3, names().size());
      assertEquals("old", Files.readString(place));
      two.commit();
      assertEquals("two, longer", Files.readString(place));
      one.commit();
    }
    assertEquals("one", Files.readString(place));
    assertEquals(List.of("file"), names());
  }

  @Test
  void twoWritersDoNotSpoilEachOther() throws IOException {
    assertTwoWritersAndAnOlderFile("", HADOOP);
  }

  @Test
  void theyDoNotWhereNothingIsRenamedOntoAFile() throws IOException {
    Configuration conf = new Configuration(false);
    conf.set("fs.strict.impl", StrictFileSystem.class.getName());
    conf.set("fs.stricter.impl", StricterFileSystem.class.getName());
    assertTwoWritersAndAnOlderFile("strict:", conf);
    assertTwoWritersAndAnOlderFile("stricter:", conf);
  }

  @Test
  void whatIsNotCommittedIsNoData() throws IOException {
    Path place = folder.resolve("train.bin");
    try (CommittedFile file = write(place.toString(), HADOOP, "x")) {
      file.finish();
      String name = names().get(0);
      assertTrue(CommittedFile.isLeftOver(new org.apache.hadoop.fs.Path(name)), name);
      assertFalse(CifarFormat.CIFAR100.isPart(name, Split.TRAIN), name);
      assertFalse(PictureNames.isPicture(name), name);
    }
    assertEquals(List.of(), names());
    assertFalse(CommittedFile.isLeftOver(new org.apache.hadoop.fs.Path("train.tmp")));
  }
}
