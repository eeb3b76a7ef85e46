package mclspark.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mclspark.UserError;
import mclspark.dataset.PictureDecoder;
import mclspark.dataset.PictureLayout;
import mclspark.dataset.PictureListing;
import mclspark.dataset.PictureRange;
import mclspark.dataset.PictureSource;
import mclspark.image.RgbImage;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The part of a training set whose labels are used. */
class LabelledSubsetTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  /** A set whose labels and names are given; the pictures of three lie in one file. */
  private record Set(List<String> names, int... labels) implements PictureListing, PictureSource {

    @Override
    public int size() {
      return labels.length;
    }

    @Override
    public int label(int index) {
      return labels[index];
    }

    @Override
    public String name(int index) {
      return names.get(index);
    }

    @Override
    public List<String> classNames() {
      return List.of("cat", "dog", "eel");
    }

    @Override
    public PictureLayout layout() {
      return PictureLayout.grouped(
          IntStream.concat(
                  IntStream.range(0, (labels.length + 2) / 3).map(i -> 3 * i),
                  IntStream.of(labels.length))
              .toArray(),
          2);
    }

    @Override
    public Stream<PictureRange> ranges() {
      return IntStream.range(0, labels.length / 3)
          .mapToObj(i -> new PictureRange("file" + i, PictureRange.MIXED, 3 * i, 3));
    }

    @Override
    public PictureSource open(Configuration configuration, PictureDecoder decoder) {
      return this;
    }

    @Override
    public RgbImage load(int index) {
      throw new IllegalStateException("picture " + index);
    }
  }

  /** 200 cats, 30 dogs, 3 eels and 7 without a label. */
  private static Set uneven() {
    int[] labels = new int[240];
    Arrays.fill(labels, 200, 230, 1);
    Arrays.fill(labels, 230, 233, 2);
    Arrays.fill(labels, 233, 240, -1);
    return new Set(IntStream.range(0, 240).mapToObj(i -> "p" + i).toList(), labels);
  }

  private static int[] counts(Set set, int... chosen) {
    int[] counts = new int[3];
    Arrays.stream(chosen).forEach(picture -> counts[set.label(picture)]++);
    return counts;
  }

  @Test
  void aShareIsThatOfEveryClassAndAtLeastOnePicture() {
    Set set = uneven();
    assertArrayEquals(new int[] {20, 3, 1}, counts(set, new LabelFraction(0.1, 0).choose(set)));
    assertArrayEquals(new int[] {1, 1, 1}, counts(set, new LabelFraction(1e-9, 0).choose(set)));
    assertArrayEquals(
        new int[] {200, 30, 3}, counts(set, new LabelFraction(0.9999, 0).choose(set)));
  }

  @Test
  void theChoiceIsThatOfTheSeedAndALargerShareHoldsASmallerOne() {
    Set set = uneven();
    int[] tenth = new LabelFraction(0.1, 0).choose(set);
    assertArrayEquals(tenth, new LabelFraction(0.1, 0).choose(set));
    assertFalse(Arrays.equals(tenth, new LabelFraction(0.1, 1).choose(set)));
    assertArrayEquals(Arrays.stream(tenth).sorted().distinct().toArray(), tenth);
    List<Integer> third = Arrays.stream(new LabelFraction(0.3, 0).choose(set)).boxed().toList();
    assertTrue(third.containsAll(Arrays.stream(tenth).boxed().toList()));
  }

  @Test
  void aSubsetShowsTheChosenPicturesOnly() {
    int[] labels = {0, 1, 2, 0, 1, 2, 0, 1, 2};
    Set all = new Set(IntStream.range(0, 9).mapToObj(i -> "p" + i).toList(), labels);
    SubsetListing subset = new SubsetListing(all, new int[] {1, 2, 8});
    PictureSource source = subset.open(HADOOP, file -> null);
    assertEquals(3, source.size());
    assertEquals(List.of("p1", "p2", "p8"), names(source));
    assertEquals(2, source.label(2));
    assertEquals("picture 8", assertThrows(Exception.class, () -> source.load(2)).getMessage());
    assertEquals(
        List.of(
            new PictureRange("file0", PictureRange.MIXED, 0, 2),
            new PictureRange("file2", PictureRange.MIXED, 2, 1)),
        subset.ranges().toList());
  }

  @Test
  void groupsOfWhichNothingWasChosenAreGone() {
    Set all = uneven();
    PictureLayout layout =
        new SubsetListing(all, new int[] {1, 2, 8, 239}).open(HADOOP, file -> null).layout();
    assertEquals(3, layout.groups());
    assertEquals(List.of(0, 2, 3), IntStream.range(0, 3).map(layout::start).boxed().toList());
    assertEquals(4, layout.end(2));
    assertEquals(2, layout.window());
    EpochSampler sampler = new EpochSampler(0, 4, 1, 4, LastBatch.KEEP, layout);
    assertArrayEquals(
        new int[] {0, 1, 2, 3}, Arrays.stream(sampler.order(0).indices(0, 0)).sorted().toArray());
  }

  @Test
  void anotherChoiceIsAnotherSet() {
    Set all = uneven();
    long print = new SubsetListing(all, new int[] {1, 2}).fingerprint();
    assertEquals(print, new SubsetListing(all, new int[] {1, 2}).fingerprint());
    assertNotEquals(print, new SubsetListing(all, new int[] {1, 3}).fingerprint());
    assertNotEquals(print, all.fingerprint());
  }

  private static List<String> names(PictureSource source) {
    return IntStream.range(0, source.size()).mapToObj(source::name).toList();
  }

  private static Set files() {
    return new Set(List.of("/d/a/1.png", "/d/a/2.png", "/d/b/1.png"), 0, 0, 1);
  }

  private int[] listed(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("list.txt"), text);
    return LabelList.read(file.toString(), HADOOP).choose(files());
  }

  private String refused(String text) {
    String message = assertThrows(UserError.class, () -> listed(text)).getMessage();
    String start = "The list " + folder.resolve("list.txt") + " of data.label_list: ";
    assertTrue(message.startsWith(start), message);
    return message.substring(start.length());
  }

  @Test
  void aListNamesFilesOrTheEndsOfTheirPaths() throws Exception {
    assertArrayEquals(new int[] {1}, listed("2.png\n"));
    assertArrayEquals(new int[] {0, 1, 2}, listed("b/1.png\r\n\n2.png\n./a/1.png"));
    assertArrayEquals(new int[] {2}, listed("/d/b/1.png"));
  }

  @Test
  void aListThatDoesNotFitIsRefusedInWords() {
    assertEquals(
        "2 of its 3 names are of no picture in data.train, such as 3.png, c/2.png; the first"
            + " picture there is /d/a/1.png.",
        refused("2.png\nc/2.png\n3.png"));
    assertEquals(
        "1.png may be /d/a/1.png or /d/b/1.png; write more of its path.", refused("1.png"));
    assertEquals("it names 2.png twice.", refused("2.png\n2.png"));
    assertEquals("two of its names are of one picture.", refused("2.png\na/2.png"));
    assertEquals("it names no picture; write one file name a line.", refused(" \n\n"));
  }

  @Test
  void aListThatIsMissingIsNamed() {
    String file = folder.resolve("none.txt").toString();
    String message = assertThrows(UserError.class, () -> LabelList.read(file, HADOOP)).getMessage();
    assertTrue(
        message.startsWith("The list " + file + " of data.label_list cannot be read ("), message);
  }
}
