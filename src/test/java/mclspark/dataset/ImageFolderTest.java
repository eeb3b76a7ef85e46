package mclspark.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import mclspark.StorageError;
import mclspark.UserError;
import mclspark.image.BrokenPictureException;
import mclspark.image.RgbImage;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  /** The local disk, where folders with this name may not be listed. */
  public static final class GuardedFileSystem extends RawLocalFileSystem {

    @Override
    public FileStatus[] listStatus(org.apache.hadoop.fs.Path path) throws IOException {
      if (path.getName().equals("locked")) {
        throw new AccessControlException("Permission denied");
      }
      return super.listStatus(path);
    }

    @Override
    public RemoteIterator<LocatedFileStatus> listLocatedStatus(org.apache.hadoop.fs.Path path)
        throws FileNotFoundException, IOException {
      if (path.getName().equals("locked")) {
        throw new AccessControlException("Permission denied");
      }
      return super.listLocatedStatus(path);
    }
  }

  private void put(String file) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, file);
  }

  private static RgbImage firstByte(byte[] file) throws BrokenPictureException {
    if (file.length == 0) {
      throw new BrokenPictureException("the file is empty");
    }
    return new RgbImage(1, 1, new byte[] {file[0], 0, (byte) file.length});
  }

  private static String message(String folder, Configuration configuration) {
    return assertThrows(UserError.class, () -> ImageFolderLister.list(folder, configuration))
        .getMessage();
  }

  @Test
  void classesAndFilesAreSortedAndOtherFilesLeftOut() throws Exception {
    List<String> wanted =
        List.of(
            "ape/B.JPEG",
            "ape/a.jpg",
            "ape/deep/er/c.webp",
            "bee/x's 100%.png",
            "bee/\u00e9:1.tiff",
            "cat/1.pgm");
    for (String file : wanted) {
      put(file);
    }
    for (String other : List.of("ape/notes.txt", "ape/jpg", "bee/.jpg/none", "top.jpg")) {
      put(other);
    }
    ImageFolderIndex index = ImageFolderLister.list(folder.toString(), HADOOP);
    assertEquals(List.of("ape", "bee", "cat"), index.classNames());
    assertEquals(wanted, IntStream.range(0, 6).mapToObj(index::relativePath).toList());
    assertArrayEquals(
        new int[] {0, 0, 0, 1, 1, 2}, IntStream.range(0, 6).map(index::label).toArray());
    PictureSource source = index.open(HADOOP, ImageFolderTest::firstByte);
    for (int i = 0; i < 6; i++) {
      byte[] content = wanted.get(i).getBytes(StandardCharsets.UTF_8);
      assertEquals(content[0], source.load(i).pixels()[0]);
      assertEquals(content.length, source.load(i).pixels()[2]);
      assertTrue(source.name(i).endsWith(wanted.get(i)), source.name(i));
    }
    PictureRange last = index.ranges().skip(5).findFirst().orElseThrow();
    assertEquals(new PictureRange(source.name(5), 2, 5, 1), last);
  }

  @Test
  void theFingerprintIsThatOfTheNames() throws Exception {
    put("one/a/1.png");
    put("one/b/2.png");
    put("copy/b/2.png");
    put("copy/a/1.png");
    put("files/a/1.png");
    put("files/b/3.png");
    put("classes/a/1.png");
    put("classes/c/2.png");
    long print = fingerprint("one");
    assertEquals(print, fingerprint("copy"));
    assertNotEquals(print, fingerprint("files"));
    assertNotEquals(print, fingerprint("classes"));
  }

  private long fingerprint(String name) {
    return ImageFolderLister.list(folder.resolve(name).toString(), HADOOP).fingerprint();
  }

  @Test
  void aBadRootIsNamed() throws Exception {
    String missing = folder.resolve("no").toString();
    assertTrue(message(missing, HADOOP).contains("/no does not exist"));
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertTrue(message(empty.toString(), HADOOP).contains("/empty is empty"));
    put("flat/1.jpg");
    assertTrue(
        message(folder.resolve("flat").toString(), HADOOP)
            .contains("/flat holds 1 pictures and no sub-folder; move them into one sub-folder"));
    put("words/1.txt");
    assertTrue(message(folder.resolve("words").toString(), HADOOP).contains("has no sub-folder"));
    assertTrue(message(folder.resolve("flat/1.jpg").toString(), HADOOP).contains("is a file"));
    assertTrue(message("nosuch://host/data", HADOOP).contains("nosuch"));
  }

  @Test
  void allBadClassFoldersStandInOneMessage() throws Exception {
    put("ape/1.jpg");
    put("bee/notes.txt");
    Files.createDirectory(folder.resolve("cat"));
    put("locked/1.jpg");
    Configuration guarded = new Configuration();
    guarded.setClass("fs.file.impl", GuardedFileSystem.class, FileSystem.class);
    guarded.setBoolean("fs.file.impl.disable.cache", true);
    String message = message(folder.toString(), guarded);
    assertTrue(
        message.contains("bee holds no picture (left out: 1 .txt); cat holds no picture;"),
        message);
    assertTrue(message.contains("locked cannot be read (Permission denied)"), message);
    assertFalse(message.contains("ape"), message);
  }

  /** As macOS, Jupyter and storage systems leave them. */
  @Test
  void hiddenAndSystemFilesAreNoPicturesAndNoClasses() throws Exception {
    put("ape/1.jpg");
    put("ape/_2.jpg");
    put("bee/1.jpg");
    for (String side : List.of("ape/._1.jpg", "ape/.ipynb_checkpoints/1-checkpoint.jpg")) {
      put(side);
    }
    for (String top : List.of(".cache", "__MACOSX", "@eaDir", "lost+found", "#recycle")) {
      put(top + "/1.jpg");
      put("bee/" + top + "/1.jpg");
    }
    ImageFolderIndex index = ImageFolderLister.list(folder.toString(), HADOOP);
    assertEquals(List.of("ape", "bee"), index.classNames());
    assertEquals(
        List.of("ape/1.jpg", "ape/_2.jpg", "bee/1.jpg"),
        IntStream.range(0, index.size()).mapToObj(index::relativePath).toList());
    Configuration stored = new Configuration();
    stored.setClass("fs.file.impl", GuardedFileSystem.class, FileSystem.class);
    stored.setBoolean("fs.file.impl.disable.cache", true);
    assertEquals(
        index.fingerprint(), ImageFolderLister.list(folder.toString(), stored).fingerprint());
  }

  @Test
  void picturesWithoutLabelsNeedNoClassFolders() throws Exception {
    put("flat/b.jpg");
    put("flat/a.png");
    put("flat/notes.txt");
    String flat = folder.resolve("flat").toString();
    ImageFolderIndex index = ImageFolderLister.listUnlabelled(flat, HADOOP);
    assertEquals(List.of("unlabelled"), index.classNames());
    assertFalse(index.labelled());
    assertEquals(List.of("a.png", "b.jpg"), List.of(index.relativePath(0), index.relativePath(1)));
    assertEquals('f', index.open(HADOOP, ImageFolderTest::firstByte).load(1).pixels()[0]);
    put("classes/a/1.jpg");
    String classes = folder.resolve("classes").toString();
    assertTrue(ImageFolderLister.listUnlabelled(classes, HADOOP).labelled());
    put("words/1.txt");
    String words = folder.resolve("words").toString();
    assertThrows(UserError.class, () -> ImageFolderLister.listUnlabelled(words, HADOOP));
  }

  @Test
  void tarFilesBesideClassFoldersAreRefused() throws Exception {
    put("n01/1.jpg");
    put("n02.tar");
    assertTrue(
        message(folder.toString(), HADOOP)
            .contains("holds class folders and tar files (n01 and n02.tar, for instance); unpack"));
  }

  @Test
  void partsOfASetAreNoClasses() throws Exception {
    put("train/ape/1.jpg");
    put("val/ape/1.jpg");
    assertTrue(
        message(folder.toString(), HADOOP)
            .endsWith(
                " holds train and val, which by their names are parts of a set and no classes; give"
                    + " one of them."));
    put("flat/train/1.jpg"); // flat pictures in a folder for the name's sake
    assertEquals(1, ImageFolderLister.list(folder.resolve("flat").toString(), HADOOP).size());
  }

  @Test
  void picturesBesideASubFolderAreNotLeftOutForIt() throws Exception {
    put("1.jpg");
    put("2.jpg");
    put("thumbs/1.jpg");
    assertTrue(
        message(folder.toString(), HADOOP)
            .endsWith(
                "holds 2 pictures beside its sub-folders and 1 in them; give each class a"
                    + " sub-folder."));
  }

  @Test
  void tablesAndArchivesAreRecognised() throws Exception {
    put("hf/train/train-00000-of-00002.parquet");
    String way =
        "train-00000-of-00002.parquet, a Parquet file, as Hugging Face stores pictures; set"
            + " data.format=parquet, or make shards of it by mcl prepare.";
    String below = message(folder.resolve("hf").toString(), HADOOP);
    assertTrue(below.contains("train holds no picture (left out: 1 .parquet)"), below);
    assertTrue(below.endsWith("/hf/train holds " + way), below);
    String itself = message(folder.resolve("hf/train").toString(), HADOOP);
    assertTrue(itself.endsWith("/hf/train holds " + way), itself);
    put("a.zip");
    String zip = message(folder.resolve("a.zip").toString(), HADOOP);
    assertTrue(
        zip.endsWith(
            "a.zip is a compressed archive; unpack it and name the folder of its pictures."),
        zip);
  }

  @Test
  void linksAreFollowedUnlessTheyLeadNowhereOrInCircles() throws Exception {
    put("set/ape/1.jpg");
    put("elsewhere/2.jpg");
    Path set = folder.resolve("set");
    Files.createSymbolicLink(set.resolve("bee"), folder.resolve("elsewhere"));
    Files.createSymbolicLink(set.resolve("ape/gone.jpg"), Path.of("nowhere.jpg"));
    ImageFolderIndex index = ImageFolderLister.list(set.toString(), HADOOP);
    assertEquals(
        List.of("ape/1.jpg", "bee/2.jpg"), List.of(index.relativePath(0), index.relativePath(1)));
    Files.createSymbolicLink(set.resolve("ape/again"), set);
    assertTrue(
        message(set.toString(), HADOOP)
            .endsWith("/ape/again is a link to a folder that holds it; remove the link."));
  }

  @Test
  void manyBadClassFoldersAreCounted() throws Exception {
    for (int i = 0; i < 30; i++) {
      Files.createDirectory(folder.resolve("c" + i));
    }
    assertTrue(message(folder.toString(), HADOOP).contains("; and 10 more."));
  }

  @Test
  void brokenAndVanishedPicturesAreTold() throws Exception {
    put("a/1.jpg");
    put("a/2.jpg");
    put("a/3.jpg");
    ImageFolderIndex index = ImageFolderLister.list(folder.toString(), HADOOP);
    Files.write(folder.resolve("a/2.jpg"), new byte[0]);
    Files.delete(folder.resolve("a/3.jpg"));
    PictureSource source = index.open(HADOOP, ImageFolderTest::firstByte);
    assertEquals(1, source.load(0).width());
    assertEquals(
        "the file is empty",
        assertThrows(BrokenPictureException.class, () -> source.load(1)).getMessage());
    assertThrows(BrokenPictureException.class, () -> source.load(2));
    assertThrows(IndexOutOfBoundsException.class, () -> source.label(3));
  }

  /** As on a machine that has come up before its mounts: to skip pictures would change the run. */
  @Test
  void aFolderThatIsNotSeenHereIsNoBrokenPicture() throws Exception {
    put("set/a/1.jpg");
    Path set = folder.resolve("set");
    PictureSource source =
        ImageFolderLister.list(set.toString(), HADOOP).open(HADOOP, ImageFolderTest::firstByte);
    Files.move(set, folder.resolve("elsewhere"));
    StorageError error = assertThrows(StorageError.class, () -> source.load(0));
    assertTrue(error.getMessage().contains("/set is not seen on this machine"), error.getMessage());
  }

  @Test
  void aMillionFilesStayCompactAndSurviveSerialization() throws Exception {
    List<String> classes = new ArrayList<>();
    List<List<String>> files = new ArrayList<>();
    for (int c = 0; c < 1000; c++) {
      int label = c;
      classes.add(String.format("n%08d", c));
      files.add(
          IntStream.range(0, 1300)
              .mapToObj(i -> String.format("n%08d_%05d.JPEG", label, i))
              .toList());
    }
    ImageFolderIndex index = new ImageFolderIndex("hdfs://host/data", classes, files);
    byte[] bytes = CifarBinaryTest.bytes(index);
    assertTrue(bytes.length < 40_000_000, bytes.length + " bytes");
    ImageFolderIndex copy = (ImageFolderIndex) CifarBinaryTest.listing(bytes);
    assertEquals(1_300_000, copy.size());
    assertEquals(999, copy.label(1_299_999));
    assertEquals(500, copy.label(650_000));
    assertEquals("hdfs://host/data/n00000500/n00000500_00000.JPEG", copy.path(650_000));
  }

  @Test
  void realFolderHasTheDocumentedCounts() {
    String data = System.getProperty("real.data", "");
    Path sample = Path.of(data, "imagenet-sample");
    assumeTrue(!data.isEmpty() && Files.isDirectory(sample), "no real pictures here");
    PictureListing train = ImageFolderLister.list(sample.resolve("train").toString(), HADOOP);
    assertEquals(200, train.size());
    assertEquals("n01440764", train.classNames().get(0));
    assertEquals(80, ImageFolderLister.list(sample.resolve("val").toString(), HADOOP).size());
  }
}
