package mclspark.dataset.shards.make;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mclspark.dataset.shards.ShardOrder;
import mclspark.dataset.shards.ShardWork;
import mclspark.dataset.shards.SourcePicture;
import mclspark.image.BrokenPictureException;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found in folders and tar files. */
final class SourceListTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  private final List<String> problems = new ArrayList<>();

  private SourceList list(Path... sources) {
    return list(Labelling.AUTO, sources);
  }

  private SourceList list(Labelling labelling, Path... sources) {
    List<String> names = Arrays.stream(sources).map(Path::toString).toList();
    return SourceList.of(names, labelling, HADOOP, problems);
  }

  private static List<String> paths(SourceList list) {
    return list.pictures().stream().map(SourcePicture::path).toList();
  }

  /** As ImageNet comes: a tar file of a tar file per class. */
  @Test
  void picturesInTarFilesWithinATarFileAreFoundByTheirOffsets() throws Exception {
    byte[] fish = PictureFolder.tar("f1.JPEG", new byte[] {1, 2}, "notes.txt", new byte[] {9});
    byte[] bird = PictureFolder.tar("b1.JPEG", new byte[700], "b2.JPEG", new byte[] {3, 4, 5});
    Path train =
        Files.write(folder.resolve("train.tar"), PictureFolder.tar("n2.tar", fish, "n1.tar", bird));
    SourceList list = list(train);
    assertEquals(List.of(), problems);
    assertEquals(List.of("n1", "n2"), list.classNames());
    assertEquals(List.of("n2/f1.JPEG", "n1/b1.JPEG", "n1/b2.JPEG"), paths(list));
    assertEquals(List.of(1, 0, 0), list.pictures().stream().map(SourcePicture::label).toList());
    try (SourceReader reader = new SourceReader(HADOOP)) {
      assertArrayEquals(new byte[] {1, 2}, reader.read(list.pictures().get(0)));
      assertArrayEquals(new byte[700], reader.read(list.pictures().get(1)));
      assertArrayEquals(new byte[] {3, 4, 5}, reader.read(list.pictures().get(2)));
    }
  }

  @Test
  void aFolderOfTarFilesIsTheirPictures() throws Exception {
    Files.write(folder.resolve("ape.tar"), PictureFolder.tar("1.png", new byte[] {1}));
    Files.write(folder.resolve("asp.tar"), PictureFolder.tar("./3.png", new byte[] {3}));
    Files.write(folder.resolve("any.tar"), PictureFolder.tar("x/bee/2.png", new byte[] {2}));
    assertEquals(List.of("bee/2.png", "ape/1.png", "asp/3.png"), paths(list(folder)));
    assertEquals(List.of(), problems);
  }

  /** As ImageNet's validation set comes. */
  @Test
  void oneTarFileWithoutClassesIsRefused() throws Exception {
    Path flat =
        Files.write(
            folder.resolve("val.tar"),
            PictureFolder.tar("1.JPEG", new byte[] {1}, "2.JPEG", new byte[] {2}));
    Path train =
        Files.write(
            folder.resolve("train.tar"),
            PictureFolder.tar("n1.tar", PictureFolder.tar("b.JPEG", new byte[] {3})));
    list(train);
    assertEquals(List.of(), problems);
    list(flat);
    list(train, flat);
    assertEquals(2, problems.size(), problems.toString());
    assertTrue(
        problems.get(0).contains("val.tar holds pictures without class folders"), problems.get(0));
    assertEquals(problems.get(0), problems.get(1));
  }

  @Test
  void foldersAreListedAndReadAsTheyAre() throws Exception {
    PictureFolder.write(folder.resolve("p"), 2, "a b:c", "d");
    SourceList list = list(folder.resolve("p"));
    assertEquals(List.of("a b:c/000.png", "a b:c/001.png", "d/000.png", "d/001.png"), paths(list));
    try (SourceReader reader = new SourceReader(HADOOP)) {
      assertArrayEquals(PictureFolder.png(41, 37, 1001), reader.read(list.pictures().get(3)));
    }
  }

  @Test
  void everySourceThatCannotBeUsedIsNamed() throws Exception {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Path zip = Files.write(folder.resolve("a.zip"), new byte[] {1});
    Path hollow = Files.write(folder.resolve("b.tar"), PictureFolder.tar("a.txt", new byte[1]));
    Path damaged = Files.writeString(folder.resolve("c.tar"), "no tar file at all ".repeat(60));
    Path good = folder.resolve("good");
    PictureFolder.write(good, 1, "a");
    list(empty, zip, folder.resolve("none"), hollow, damaged, good, good);
    assertEquals(6, problems.size(), problems.toString());
    assertTrue(problems.get(0).contains("is empty"), problems.get(0));
    assertTrue(problems.get(1).contains("a.zip is a compressed archive"), problems.get(1));
    assertTrue(problems.get(2).contains("do not exist"), problems.get(2));
    assertTrue(problems.get(3).contains("holds no picture"), problems.get(3));
    assertTrue(problems.get(4).contains("c.tar cannot be read"), problems.get(4));
    assertTrue(problems.get(5).startsWith("a/000.png is in the data twice"), problems.get(5));
  }

  @Test
  void aPictureBehindTheEndOfItsTarFileIsBroken() throws Exception {
    Path tar = Files.write(folder.resolve("a.tar"), PictureFolder.tar("1.png", new byte[600]));
    SourcePicture picture = list(Labelling.NONE, tar).pictures().get(0);
    Files.write(tar, new byte[700]);
    try (SourceReader reader = new SourceReader(HADOOP)) {
      BrokenPictureException error =
          assertThrows(BrokenPictureException.class, () -> reader.read(picture));
      assertEquals("the tar file ends within it", error.getMessage());
      Files.write(tar, new byte[512 + 600]);
      assertArrayEquals(new byte[600], reader.read(picture));
    }
  }

  @Test
  void theOrderIsDealtOnceAndDependsOnTheSeed() throws Exception {
    PictureFolder.write(folder.resolve("p"), 10, "a", "b", "c");
    SourceList list = list(folder.resolve("p"));
    List<ShardWork> works = new ShardOrder(5, 8, 4, 2).deal(list.pictures());
    assertEquals(works, new ShardOrder(5, 8, 4, 2).deal(list.pictures()));
    assertEquals(List.of(8, 8, 8, 6), works.stream().map(w -> w.pictures().size()).toList());
    assertEquals(List.of(0, 8, 16, 24), works.stream().map(ShardWork::firstIndex).toList());
    List<SourcePicture> dealt = works.stream().flatMap(w -> w.pictures().stream()).toList();
    assertEquals(30, dealt.stream().distinct().count());
    assertTrue(!dealt.equals(list.pictures()));
    assertTrue(!works.equals(new ShardOrder(6, 8, 4, 2).deal(list.pictures())));
  }
}
