package mclspark.dataset.shards.make;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import mclspark.dataset.shards.SourcePicture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How WebDataset's tar files are read. */
final class WebDatasetTest {

  private static final Labelling CLS = Labelling.parse("cls", "label", "");

  @TempDir Path folder;
  private Listing listing;

  @BeforeEach
  void open() {
    listing = new Listing(folder);
  }

  private Labelling named(String labels, String names) {
    return Labelling.parse(labels, "label", folder.resolve(names).toString());
  }

  private static List<Integer> ids(SourceList list) {
    return list.pictures().stream().map(SourcePicture::label).toList();
  }

  @Test
  void labelsOfJsonFilesAreRead() throws Exception {
    listing.tar(
        "w.tar", "a/1.jpg", "a/1.json={\"label\":7,\"x\":2}", "2.png", "2.json={\"label\":\"ox\"}");
    List<String> paths = List.of("7/w/a/1.jpg", "ox/w/2.png");
    listing.assertPaths(paths, Labelling.AUTO, "w.tar");
    listing.assertPaths(paths, Labelling.parse("json", "label", ""), "w.tar");
    listing.tar("k.tar", "1.jpg", "1.json={\"x\":2}", "2.JPG", "2.JSON={\"x\":3}");
    listing.assertPaths(
        List.of("2/k/1.jpg", "3/k/2.JPG"), Labelling.parse("json:x", "label", ""), "k.tar");
  }

  /** A sample's files need not be in one order, and .cls goes before .json. */
  @Test
  void labelsOfClsFilesAreTakenFirst() throws Exception {
    listing.tar(
        "w.tar", "1.cls=3", "1.jpg", "1.json={\"label\":9}", "2.json={}", "2.jpg", "2.cls=4");
    listing.assertPaths(List.of("3/w/1.jpg", "4/w/2.jpg"), Labelling.AUTO, "w.tar");
  }

  @Test
  void aSampleWithoutItsLabelIsRefused() throws Exception {
    listing.tar("a.tar", "1.jpg", "1.cls=1", "2.jpg");
    listing.assertRefused(
        "a.tar holds .cls files with labels, but none for 2.jpg; pack the missing one or remove"
            + " all.",
        Labelling.AUTO,
        "a.tar");
    listing.tar("b.tar", "1.jpg", "1.json={\"label\":1}", "2.jpg", "2.json={\"caption\":\"x\"}");
    listing.assertRefused(
        "b.tar holds 2.json, which has no key label; mend it, or name another place by --labels.",
        Labelling.AUTO,
        "b.tar");
    listing.tar("c.tar", "1.jpg", "1.json=[1]", "2.jpg", "2.json={\"label\":0.5}");
    listing.assertRefused(
        "c.tar holds 1.json, which is no JSON object; mend it, or name another place by --labels.",
        Labelling.parse("json:label", "label", ""),
        "c.tar");
    listing.tar("d.tar", "2.jpg", "2.json={\"label\":0.5}");
    listing.assertRefused(
        "d.tar holds 2.json, which has a label that is not the name or number of a class; mend it,"
            + " or name another place by --labels.",
        Labelling.parse("json", "label", ""),
        "d.tar");
    listing.tar("e.tar", "1.jpg", "1.cls=1", "2.cls=1");
    listing.assertRefused(
        "e.tar holds the label 2.cls without a picture; pack the picture or remove the label.",
        CLS,
        "e.tar");
    listing.tar("f.tar", "1.jpg", "1.cls=-1");
    listing.assertRefused(
        "f.tar holds 1.cls, which is -1, the mark of no label; mend it, or name another place by"
            + " --labels.",
        Labelling.AUTO,
        "f.tar");
  }

  @Test
  void aSampleThatIsThereTwiceIsRefused() throws Exception {
    listing.tar("a.tar", "1.jpg", "1.cls=1", "s/2.jpg", "s/2.JPG", "s/2.cls=1");
    listing.assertRefused(
        "a.tar holds the sample s/2 twice (s/2.JPG); pack each sample once.", CLS, "a.tar");
    listing.tar("b.tar", "1.jpg", "1.cls=1", "1.cls=2");
    listing.assertRefused(
        "b.tar holds the sample 1 twice (1.cls); pack each sample once.", Labelling.AUTO, "b.tar");
    listing.tar("c.tar", "1.jpg", "1.json={\"label\":1}", "1.json={\"label\":1}");
    listing.assertRefused(
        "c.tar holds the sample 1 twice (1.json); pack each sample once.", Labelling.AUTO, "c.tar");
  }

  @Test
  void thePictureOfASampleIsTheOneThatTimmTakes() throws Exception {
    listing.tar(
        "a.tar",
        "1.seg.png",
        "1.webp",
        "1.png",
        "1.cls=5",
        "__meta__/x.jpg",
        "2.seg.png",
        "2.cls=5");
    listing.assertPaths(List.of("5/a/1.png", "5/a/2.seg.png"), Labelling.AUTO, "a.tar");
    listing.tar("b.tar", "1.left.png", "1.right.png", "1.cls=5");
    listing.assertRefused(
        "b.tar holds the pictures left.png and right.png of the sample 1, none of which is its"
            + " .jpg, .png or .webp; pack the one to train on under such a name.",
        Labelling.AUTO,
        "b.tar");
  }

  /** A mask is no picture to train on, with labels or without. */
  @Test
  void withoutLabelsASampleIsStillOnePicture() throws Exception {
    listing.tar("a.tar", "1.jpg", "1.seg.png", "1.txt=x", "2.png", "2.json={}");
    listing.assertPaths(
        List.of("unlabelled/a/1.jpg", "unlabelled/a/2.png"), Labelling.NONE, "a.tar");
    listing.tar("b.tar", "1.jpg", "1.png", "2.png", "2.json={}");
    listing.assertPaths(
        List.of("unlabelled/b/1.jpg", "unlabelled/b/1.png", "unlabelled/b/2.png"),
        Labelling.NONE,
        "b.tar");
  }

  /** As texts, 10 would come before 9. */
  @Test
  void numbersFromZeroOnAreTheirOwnLabelIds() throws Exception {
    String[] entries =
        IntStream.range(0, 12)
            .boxed()
            .flatMap(i -> List.of(i + ".jpg", i + ".cls=" + i).stream())
            .toArray(String[]::new);
    listing.tar("w.tar", entries);
    SourceList list = listing.list(Labelling.AUTO, "w.tar");
    assertEquals(IntStream.range(0, 12).boxed().toList(), ids(list));
    assertEquals(List.of("9", "10", "11"), list.classNames().subList(9, 12));
    listing.files("t/9/a.jpg", "t/10/a.jpg");
    assertEquals(List.of("10", "9"), listing.list(Labelling.AUTO, "t").classNames());
  }

  @Test
  void numbersGetNamesFromAFile() throws Exception {
    listing.tar("w.tar", "1.jpg", "1.cls=2", "2.jpg", "2.cls=0", "3.jpg", "3.cls=fox");
    listing.file("names.txt", "hen\nfox\nasp\n");
    SourceList list = listing.list(named("", "names.txt"), "w.tar");
    assertEquals(List.of("hen", "fox", "asp"), list.classNames());
    assertEquals(List.of(2, 0, 1), ids(list));
    assertEquals("asp/w/1.jpg", list.pictures().get(0).path());
    listing.file("ids.txt", "2 big asp\n0 hen\n7 fox\n");
    list = listing.list(named("cls", "ids.txt"), "w.tar");
    assertEquals(List.of("hen", "big asp", "fox"), list.classNames());
    assertEquals(List.of(1, 0, 2), ids(list));
  }

  @Test
  void aLabelOutsideTheNamesIsRefused() throws Exception {
    listing.tar("w.tar", "1.jpg", "1.cls=0", "2.jpg", "2.cls=3");
    listing.file("names.txt", "hen\nfox\nasp\n");
    listing.assertRefused(
        "The label 3 of w/2.jpg in w.tar is outside the class names names.txt, which has 3 for the"
            + " numbers 0 to 2; give the names of these data.",
        named("", "names.txt"),
        "w.tar");
    listing.file("twice.txt", "hen\nfox\nhen\n");
    listing.assertRefused(
        "twice.txt, line 3 names hen again, as line 1; make them differ.",
        named("", "twice.txt"),
        "w.tar");
    listing.file("empty.txt", "\n");
    listing.assertRefused(
        "The class names empty.txt are empty; write a name in every line.",
        named("", "empty.txt"),
        "w.tar");
  }

  /** A copy that ends between two members looks whole. */
  @Test
  void aTarFileWithAnotherNumberOfSamplesIsRefused() throws Exception {
    listing.tar("d/a.tar", "1.jpg", "1.cls=1", "2.jpg", "2.cls=1");
    listing.tar("d/b.tar", "3.jpg", "3.cls=1", "__x__/y.json={}", "README=x");
    listing.file("d/sizes.json", "{\"a.tar\": 2, \"b.tar\": 1}");
    listing.file("d/__len__", "3\n");
    assertEquals(3, listing.list(Labelling.AUTO, "d").pictures().size());
    listing.file("d/__len__", "4");
    listing.assertRefused(
        "The tar files of d hold 3 samples, but d/__len__ says 4; copy them again, or mend the"
            + " file.",
        Labelling.AUTO,
        "d");
    listing.file("d/sizes.json", "{\"a.tar\": 2, \"b.tar\": 10000}");
    String differs =
        "d/b.tar holds 1 samples, but d/sizes.json says 10,000; copy the tar file again, or mend"
            + " the list.";
    listing.assertRefused(differs, Labelling.AUTO, "d");
    listing.assertRefused(differs, Labelling.NONE, "d/{a,b}.tar");
    listing.file("d/sizes.json", "{\"a.tar\": 2, \"b.tar\": 1, \"c.tar\": 5}");
    listing.assertRefused(
        "d/sizes.json lists c.tar, which is not in the folder; copy it, or mend the list.",
        Labelling.AUTO,
        "d");
    listing.file("d/sizes.json", "{\"a.tar\": \"two\"}");
    listing.assertRefused(
        "d/sizes.json gives a.tar no whole number of samples; mend or remove it.",
        Labelling.AUTO,
        "d");
  }

  @Test
  void captionsAreNoLabels() throws Exception {
    listing.tar("w.tar", "1.jpg", "1.json={\"caption\":\"a\"}", "1.txt=a");
    listing.tar("v.tar", "2.jpg", "2.txt=a");
    listing.assertRefused(
        "w.tar holds 1.jpg with a .json or .txt file beside it, as WebDataset packs samples, but"
            + " there is neither a .cls file nor a .json file with a label for all; give labels by"
            + " class folders, .cls files or --labels, or take the pictures without labels by"
            + " --labels none (see src/docs/shards.md).",
        Labelling.AUTO,
        "w.tar",
        "v.tar");
    listing.assertPaths(List.of("w/1.jpg", "v/2.jpg"), Labelling.BY_FOLDER, "w.tar", "v.tar");
  }

  @Test
  void patternsOfNamesAreExpanded() throws Exception {
    for (String name : List.of("t-09", "t-10", "a", "b")) {
      listing.tar("d/" + name + ".tar", name + ".jpg", name + ".cls=1");
    }
    listing.assertPaths(
        List.of("1/t-09/t-09.jpg", "1/t-10/t-10.jpg", "1/b/b.jpg", "1/a/a.jpg"),
        Labelling.AUTO,
        "d/t-{09..10}.tar::" + folder + "/d/{b,a}.tar");
    listing.assertRefused(
        "The data d/t-11.tar (of the pattern d/t-{09..11}.tar) do not exist; check the path.",
        Labelling.AUTO,
        "d/t-{09..11}.tar");
    listing.assertRefused(
        "The pattern d/{a,{b}}.tar has braces that are open or lie in others; write {0000..0146} or"
            + " {a,b}, side by side.",
        Labelling.AUTO,
        "d/{a,{b}}.tar");
    listing.assertRefused(
        "The pattern d/{0..99999999}.tar stands for more than 100,000 files; name their folder.",
        Labelling.AUTO,
        "d/{0..99999999}.tar");
    assertEquals(List.of("x1", "x0", "x{y}"), BracePattern.expand("x{1..0}::x{y}"));
    listing.tar("{a,b}.tar", "x.jpg", "x.cls=1");
    listing.assertPaths(List.of("1/{a,b}/x.jpg"), Labelling.AUTO, "{a,b}.tar");
  }
}
