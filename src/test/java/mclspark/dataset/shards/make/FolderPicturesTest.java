package mclspark.dataset.shards.make;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import mclspark.UserError;
import mclspark.dataset.shards.SourcePicture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which classes the pictures of folders are of. */
final class FolderPicturesTest {

  @TempDir Path folder;
  private Listing listing;

  @BeforeEach
  void open() {
    listing = new Listing(folder);
  }

  @Test
  void withoutLabelsAllPicturesBelowAreTaken() throws Exception {
    listing.files(
        "d/top.jpg", "d/dt=2026-11-01/a.jpg", "d/dt=2026-11-02/h=3/b.png", "d/e/notes.txt");
    listing.assertPaths(
        List.of(
            "unlabelled/dt=2026-11-01/a.jpg",
            "unlabelled/dt=2026-11-02/h=3/b.png",
            "unlabelled/top.jpg"),
        Labelling.NONE,
        "d");
    listing.files("none/x/notes.txt");
    listing.assertRefused(
        "The data folder none holds no picture; check the path.", Labelling.NONE, "none");
  }

  @Test
  void partitionsOfATableAreNoClassesUnlessAskedFor() throws Exception {
    listing.files("d/dt=2026-11-01/a.jpg", "d/dt=2026-11-02/b.jpg");
    String problem =
        " holds folders named as the partitions of a table (dt=2026-11-01, for instance), not as"
            + " classes; choose --labels none for all pictures without labels, or --labels folder"
            + " if they are the classes.";
    listing.assertRefused("d" + problem, Labelling.AUTO, "d");
    List<String> classes = List.of("dt=2026-11-01/a.jpg", "dt=2026-11-02/b.jpg");
    listing.assertPaths(classes, Labelling.BY_FOLDER, "d");

    listing.files("mixed/a=b/a.jpg", "mixed/c/a.jpg");
    listing.assertPaths(List.of("a=b/a.jpg", "c/a.jpg"), Labelling.AUTO, "mixed");
  }

  @Test
  void rulesOfTarFilesAreNoneOfFolders() throws Exception {
    listing.files("d/a/1.jpg");
    listing.assertRefused(
        "d holds no tar files, but --labels cls is for those of WebDataset; name folder, none or a"
            + " file.",
        Labelling.parse("cls", "label", ""),
        "d");
    listing.assertRefused(
        "d holds neither metadata.csv nor metadata.jsonl, which --labels column asks for; name"
            + " folder, none or a file.",
        Labelling.parse("column", "label", ""),
        "d");
    listing.tar("t.tar", "a/1.jpg");
    listing.assertRefused(
        "t.tar has no columns, which --labels column asks for; name cls, json:KEY, folder, none or"
            + " a file.",
        Labelling.parse("column", "label", ""),
        "t.tar");
    UserError error = assertThrows(UserError.class, () -> Labelling.parse("json:", "label", ""));
    assertEquals("--labels json: names no key; write --labels json:KEY.", error.getMessage());
  }

  @Test
  void metadataOfAFolderGiveTheLabels() throws Exception {
    listing.files("d/1.jpg", "d/s/2, b.jpg");
    listing.file(
        "d/metadata.csv",
        "\uFEFFfile_name,text,label\r\n"
            + "1.jpg,\"a \"\"big\"\"\r\n"
            + "dog\",10\r\n"
            + "\"./s/2, b.jpg\",,9\r\n");
    SourceList list = listing.list(Labelling.AUTO, "d");
    assertEquals(List.of("9", "10"), list.classNames());
    assertEquals(
        List.of("10/1.jpg", "9/s/2, b.jpg"),
        list.pictures().stream().map(SourcePicture::path).toList());
    listing.files("j/1.jpg", "j/2.jpg");
    listing.file(
        "j/metadata.jsonl",
        "{\"file_name\":\"2.jpg\",\"kind\":\"ox\"}\n\n{\"file_name\":\"1.jpg\",\"kind\":3}\n");
    listing.assertPaths(List.of("3/1.jpg", "ox/2.jpg"), Labelling.parse("", "kind", ""), "j");
    listing.assertRefused(
        "The data folder j holds 2 pictures and no sub-folder; move them into one sub-folder per"
            + " class, as src/docs/shards.md shows for ImageNet's validation set (without labels"
            + " they are of use to mcl pretrain alone).",
        Labelling.AUTO,
        "j");
  }

  @Test
  void aColumnThatIsAskedForMustBeThere() throws Exception {
    listing.files("d/a/1.jpg");
    listing.file("d/metadata.csv", "file_name,label\na/1.jpg,x\n");
    listing.assertRefused(
        "d: metadata.csv has no column kind (see --label-column); name another column, or folder,"
            + " none or a file by --labels.",
        Labelling.parse("", "kind", ""),
        "d");
    listing.assertPaths(List.of("a/1.jpg"), Labelling.parse("folder", "kind", ""), "d");
  }

  @Test
  void metadataThatDoNotFitAreRefused() throws Exception {
    listing.files("d/1.jpg", "d/2.jpg");
    Labelling column = Labelling.parse("column", "label", "");
    for (String[] wrong :
        new String[][] {
          {"1.jpg,a\n", "metadata.csv does not list 2.jpg; add its row, or remove the picture."},
          {
            "1.jpg,a\n2.jpg,b\n3.jpg,c\n",
            "metadata.csv lists 1 files that are no pictures here (3.jpg, for instance); copy them,"
                + " or remove the rows."
          },
          {
            "1.jpg,a\n2.jpg,b\n1.jpg,c\n",
            "metadata.csv, line 4 lists 1.jpg again; list each file once."
          },
          {
            "1.jpg,a\n2.jpg,\n",
            "metadata.csv: the row of 2.jpg has no key label; mend it, or choose --label-column or"
                + " --labels."
          },
          {"1.jpg,a\n,b\n", "metadata.csv, line 3 has no file_name; mend it."}
        }) {
      listing.file("d/metadata.csv", "file_name,label\n" + wrong[0]);
      listing.assertRefused("d/" + wrong[1], column, "d");
    }
    listing.file("d/metadata.csv", "name,label\n1.jpg,a\n");
    listing.assertRefused("d/metadata.csv has no column file_name; add it.", column, "d");
    listing.file("d/metadata.jsonl", "");
    listing.assertRefused(
        "d holds metadata.csv and metadata.jsonl; remove one.", Labelling.AUTO, "d");
  }
}
