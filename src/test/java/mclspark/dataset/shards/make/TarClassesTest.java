package mclspark.dataset.shards.make;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import mclspark.dataset.PictureListing;
import mclspark.dataset.shards.SourcePicture;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which classes the pictures in tar files are of. */
final class TarClassesTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  private final List<String> problems = new ArrayList<>();

  /** Writes a tar file of entries, each a name, or a name and its text after {@code =}. */
  private Path tar(String name, String... entries) throws Exception {
    return Files.write(folder.resolve(name), bytes(entries));
  }

  private static byte[] bytes(String... entries) throws Exception {
    Object[] all = new Object[2 * entries.length];
    for (int i = 0; i < entries.length; i++) {
      String[] parts = entries[i].split("=", 2);
      all[2 * i] = parts[0];
      all[2 * i + 1] = parts[parts.length - 1].getBytes(StandardCharsets.UTF_8);
    }
    return PictureFolder.tar(all);
  }

  private SourceList list(Path... sources) {
    return list(Labelling.AUTO, sources);
  }

  private SourceList list(Labelling labelling, Path... sources) {
    problems.clear();
    List<String> names = Arrays.stream(sources).map(Path::toString).toList();
    return SourceList.of(names, labelling, HADOOP, problems);
  }

  private List<String> paths(Path... sources) {
    return paths(list(sources));
  }

  private List<String> paths(SourceList list) {
    assertEquals(List.of(), problems);
    return list.pictures().stream().map(SourcePicture::path).toList();
  }

  private void assertRefused(String end, Path... sources) {
    assertRefused(end, Labelling.AUTO, sources);
  }

  private void assertRefused(String end, Labelling labelling, Path... sources) {
    list(labelling, sources);
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.get(0).contains(end), problems.get(0));
  }

  /** As Tiny ImageNet comes: the same as its folder unpacked. */
  @Test
  void theClassIsTheFolderBelowTheCommonTop() throws Exception {
    Path tiny =
        tar("t.tar", "./t/train/n01/images/a.png", "t/train/n01/images/b.png", "t/train/n02/c.png");
    assertEquals(List.of("n01/images/a.png", "n01/images/b.png", "n02/c.png"), paths(tiny));
    Path nested = tar("nested.tar", "cat/sub0/a.jpg", "cat/sub1/a.jpg", "dog/sub0/a.jpg");
    assertEquals(List.of("cat/sub0/a.jpg", "cat/sub1/a.jpg", "dog/sub0/a.jpg"), paths(nested));
    Path odd = tar("odd.tar", "/data/x/../cat/a.jpg", "data/dog/a.jpg");
    assertEquals(List.of("cat/a.jpg", "dog/a.jpg"), paths(odd));
  }

  @Test
  void oneFolderIsTheClass() throws Exception {
    assertEquals(List.of("cat/a.jpg"), paths(tar("x.tar", "set/cat/a.jpg")));
    assertEquals(List.of("n01/a.jpg"), paths(tar("n01.tar", "n01/images/a.jpg")));
    assertRefused(
        "would be of one class, images; pack one folder per class.",
        tar("a.tar", "n01/images/a.jpg"),
        tar("b.tar", "n02/images/b.jpg"));
  }

  @Test
  void trainAndValAreNoClasses() throws Exception {
    assertRefused(
        " holds train and val, which by their names are parts of a set and no classes; give one of"
            + " them.",
        tar("set.tar", "set/train/cat/a.jpg", "set/val/cat/b.jpg"));
  }

  @Test
  void picturesBesideClassFoldersAreLeftOutIfTheyAreFew() throws Exception {
    assertEquals(
        List.of("cat/a.jpg", "dog/b.jpg"),
        paths(tar("s.tar", "preview.png", "cat/a.jpg", "dog/b.jpg")));
    assertRefused(
        "holds 2 pictures beside its sub-folders and 1 in them",
        tar("t.tar", "1.png", "2.png", "thumbs/1.jpg"));
  }

  @Test
  void labelsOfWebDatasetAreRead() throws Exception {
    Path shards = Files.createDirectory(folder.resolve("wd"));
    tar("wd/train-000000.tar", "000.png", "000.cls=3\n", "001.png", "001.cls=7");
    tar("wd/train-000001.tar", "000.png", "000.cls=3", "sub/1.seg.png", "sub/1.cls=7");
    assertEquals(List.of("3", "7"), list(shards).classNames());
    assertEquals(
        List.of(
            "3/train-000000/000.png",
            "7/train-000000/001.png",
            "3/train-000001/000.png",
            "7/train-000001/sub/1.seg.png"),
        paths(shards));
    assertRefused(
        "holds .cls files with labels, but none for 2.png",
        tar("a.tar", "1.png", "1.cls=3", "2.png"));
    assertRefused(
        "holds the label 2.cls without a picture", tar("b.tar", "1.png", "1.cls=1", "2.cls=3"));
    assertRefused("holds 1.cls, which is not the name", tar("c.tar", "1.png", "1.cls=a/b"));
  }

  @Test
  void partsOfASetAreNoClasses() throws Exception {
    for (String[] names :
        new String[][] {
          {"train-000000", "train-000001"},
          {"train_images_0", "train_images_1"},
          {"s-00-of-02", "s-01-of-02"},
          {"00000", "00001"},
          {"part1", "part2"}
        }) {
      Path one = tar(names[0] + ".tar", "a.png");
      Path two = tar(names[1] + ".tar", "b.png");
      assertRefused("are named as parts of one set, not as classes; give labels by", one, two);
    }
    Path samples = tar("x.tar", "1.png", "1.json={}");
    assertRefused("1.png with a .json or .txt file beside it", samples, tar("y.tar", "2.png"));
    assertEquals(
        List.of("n01440764/a.JPEG", "n01440765/a.JPEG"),
        paths(tar("n01440764.tar", "a.JPEG"), tar("n01440765.tar", "a.JPEG")));
  }

  @Test
  void namesOfHuggingFaceTellTheClass() throws Exception {
    Path train = tar("train_images_0.tar", "n01440764_10026_n01440764.JPEG");
    Path val = tar("val_images.tar", "ILSVRC2012_val_00000001_n01751748.JPEG");
    assertEquals(List.of("n01440764", "n01751748"), list(train, val).classNames());
    Path flat = Files.createDirectory(folder.resolve("flat"));
    Files.createFile(flat.resolve("ILSVRC2012_val_00000001_n01751748.JPEG"));
    assertEquals(List.of("n01751748/ILSVRC2012_val_00000001_n01751748.JPEG"), paths(flat));
    Files.createFile(flat.resolve("a.JPEG"));
    assertRefused("holds 2 pictures and no sub-folder", flat);
  }

  @Test
  void picturesMayBeWithoutLabels() throws Exception {
    Path flat = Files.createDirectory(folder.resolve("flat"));
    Files.createFile(flat.resolve("a.jpg"));
    Path one = tar("train-0.tar", "1.png", "1.txt=a cat");
    Path two = tar("train-1.tar", "cat/1.png");
    SourceList all = list(Labelling.NONE, flat, one, two);
    assertEquals(List.of(), all.classNames());
    assertTrue(all.pictures().stream().allMatch(p -> p.label() == PictureListing.NO_LABEL));
    assertEquals(
        List.of("unlabelled/a.jpg", "unlabelled/train-0/1.png", "unlabelled/train-1/cat/1.png"),
        paths(all));
  }

  @Test
  void aFileOfLabelsFitsOrIsRefused() throws Exception {
    Path val = tar("val.tar", "b.JPEG", "a.JPEG");
    assertEquals(List.of("n02/b.JPEG", "n01/a.JPEG"), paths(labelled("n01\nn02\n", val)));
    assertEquals(
        List.of("n03/b.JPEG", "n04/a.JPEG"),
        paths(labelled("ImageId,PredictionString\nval/a.JPEG,n04 1 2 3 4\nb,n03 5 6 7 8\n", val)));
    String words = "my a.JPEG,golden retriever\n\"b.JPEG\",\"tench, Tinca tinca\"\n";
    assertEquals(
        List.of("golden retriever/my a.JPEG", "tench, Tinca tinca/b.JPEG"),
        paths(labelled(words, tar("words.tar", "my a.JPEG", "b.JPEG"))));
    assertEquals(
        List.of("golden plover/b.JPEG", "golden retriever/a.JPEG"),
        paths(labelled("a\tgolden retriever\nb\tgolden plover\n", val)));
    for (String[] wrong :
        new String[][] {
          {"a golden retriever\nb n02\n", "entry 1: 'a golden retriever' is not a name and a"},
          {"a,n01,0.9\nb,n02,0.8\n", "entry 1: 'a n01 0.9' is not a name and a class"},
          {"n01\n", "has 1 lines for 2 pictures"},
          {"a n01\nc n02\n", "has no label for 1 of the pictures (b.JPEG, for instance)"},
          {"a n01\nb n02\nc n02\n", "has labels for 1 pictures that are not there (c, for"},
          {"a n01\na n02\nb n02\n", "has two classes for a, n01 and n02"},
          {"a n01\nn02\n", "entry 2: 'n02' is not a name and a class; write"},
          {"\n", "are empty"}
        }) {
      labelled(wrong[0], val);
      assertEquals(1, problems.size(), problems.toString());
      assertTrue(problems.get(0).contains(wrong[1]), problems.get(0));
    }
  }

  private SourceList labelled(String labels, Path... sources) throws Exception {
    Path file = Files.writeString(folder.resolve("labels.txt"), labels);
    return list(Labelling.byFile(file.toString()), sources);
  }

  @Test
  void hiddenFilesAreLeftOut() throws Exception {
    assertEquals(
        List.of("cat/a.jpg", "dog/a.jpg"),
        paths(
            tar(
                "mac.tar",
                "./cat/._a.jpg",
                "./cat/a.jpg",
                "./dog/a.jpg",
                "./__MACOSX/cat/._a.jpg",
                "./.ipynb_checkpoints/b.jpg")));
  }

  @Test
  void archivesInATarFileAreReadOrRefused() throws Exception {
    byte[] cat = bytes("1.jpg");
    Path train =
        Files.write(
            folder.resolve("train.tar"),
            PictureFolder.tar("cat.TAR", cat, "dog.tar", bytes("2.jpg")));
    assertEquals(List.of("cat/1.jpg", "dog/2.jpg"), paths(train));
    Path zipped =
        Files.write(
            folder.resolve("zipped.tar"), PictureFolder.tar("cat.tar", cat, "dog.zip", cat));
    assertRefused("zipped.tar holds the archive dog.zip, which is not read there; unpack", zipped);
    Path mixed =
        Files.write(folder.resolve("mixed.tar"), PictureFolder.tar("cat.tar", cat, "a.jpg", cat));
    assertRefused("mixed.tar holds both pictures and tar files; unpack it", mixed);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(cat);
    }
    Path named = Files.write(folder.resolve("named.tar"), packed.toByteArray());
    assertRefused("named.tar is compressed, whatever its name says; uncompress it", named);
  }

  @Test
  void joinedTarFilesAreRefused() throws Exception {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.write(bytes("cat/1.jpg"));
    joined.write(bytes("dog/1.jpg"));
    Path tar = Files.write(folder.resolve("joined.tar"), joined.toByteArray());
    assertRefused("joined.tar goes on after its end, as joined tar files do; unpack it", tar);
  }

  /** As ImageNet is while it is being unpacked. */
  @Test
  void tarFilesAmongOtherThingsAreRefused() throws Exception {
    Path mix = Files.createDirectory(folder.resolve("mix"));
    tar("mix/n03.tar", "a.png");
    Files.createDirectory(mix.resolve("n01"));
    assertRefused("holds class folders and tar files (n01 and n03.tar, for instance)", mix);
    Files.move(mix.resolve("n01"), folder.resolve("n01"));
    Files.createFile(mix.resolve("n04.tar.gz"));
    assertRefused("holds tar files and n04.tar.gz; unpack or move", mix);
  }

  @Test
  void linksInATarFileAreFollowed() throws Exception {
    Path tar = folder.resolve("links.tar");
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(Files.newOutputStream(tar))) {
      TarArchiveEntry picture = new TarArchiveEntry("cat/a.jpg");
      picture.setSize(3);
      out.putArchiveEntry(picture);
      out.write(new byte[] {1, 2, 3});
      out.closeArchiveEntry();
      link(out, "dog/hard.jpg", "cat/a.jpg", TarConstants.LF_LINK);
      link(out, "dog/soft.jpg", "../cat/a.jpg", TarConstants.LF_SYMLINK);
      link(out, "dog/dead.jpg", "nowhere.jpg", TarConstants.LF_SYMLINK);
    }
    SourceList list = list(tar);
    assertEquals(List.of("cat/a.jpg", "dog/hard.jpg", "dog/soft.jpg"), paths(list));
    try (SourceReader reader = new SourceReader(HADOOP)) {
      for (SourcePicture picture : list.pictures()) {
        assertArrayEquals(new byte[] {1, 2, 3}, reader.read(picture));
      }
    }
  }

  private static void link(TarArchiveOutputStream out, String name, String target, byte kind)
      throws Exception {
    TarArchiveEntry link = new TarArchiveEntry(name, kind);
    link.setLinkName(target);
    out.putArchiveEntry(link);
    out.closeArchiveEntry();
  }

  @Test
  void aPictureThatIsThereTwiceIsTold() throws Exception {
    assertRefused(
        "t.tar holds cat/a.jpg twice; pack it anew.",
        tar("t.tar", "cat/a.jpg", "cat/a.jpg", "dog/b.jpg"));
    Path copy = tar("u.tar", "cat/a.jpg", "dog/c.jpg");
    assertRefused(
        "cat/a.jpg is in the data twice, in ", copy, tar("v.tar", "cat/a.jpg", "x/y.jpg"));
  }
}
