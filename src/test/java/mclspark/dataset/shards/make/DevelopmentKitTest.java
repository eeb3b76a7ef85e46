package mclspark.dataset.shards.make;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mclspark.dataset.shards.SourcePicture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ImageNet's validation set with the numbers of its development kit. */
final class DevelopmentKitTest {

  private static final String NAME = "ILSVRC2012_validation_ground_truth.txt";

  @TempDir Path folder;
  private Listing listing;

  @BeforeEach
  void write() throws Exception {
    listing = new Listing(folder);
    listing.tar("val.tar", "val_3.JPEG", "val_1.JPEG", "val_2.JPEG");
    listing.file("kit/" + NAME, "3\n1\n2\n");
  }

  private Labelling labels(String names) {
    String file = names.isEmpty() ? "" : folder.resolve(names).toString();
    return Labelling.parse(folder.resolve("kit/" + NAME).toString(), "label", file);
  }

  @Test
  void theKitsOwnTableTellsTheNames() throws Exception {
    try (InputStream in = getClass().getResourceAsStream("/matlab/meta.mat")) {
      Files.copy(in, folder.resolve("kit/meta.mat"));
    }
    SourceList list = listing.list(labels(""), "val.tar");
    assertEquals(List.of("n01440764", "n02100735", "n02119789"), list.classNames());
    assertEquals(
        List.of("n02100735/val_3.JPEG", "n01440764/val_1.JPEG", "n02119789/val_2.JPEG"),
        list.pictures().stream().map(SourcePicture::path).toList());
    listing.file("kit/" + NAME, "3\n1\n999\n");
    listing.assertRefused(
        "The number 999 of kit/" + NAME + " has no name in its meta.mat; give the whole list.",
        labels(""),
        "val.tar");
    Files.writeString(folder.resolve("kit/meta.mat"), "no table");
    listing.assertRefused(
        "kit/meta.mat cannot be read: it is no file of MATLAB 5 (as -v6 and -v7 write it); copy it"
            + " again, or give --class-names with lines ID NAME.",
        labels(""),
        "val.tar");
  }

  @Test
  void aFileOfNumbersAndNamesTellsThem() throws Exception {
    listing.file("ids.txt", "1 n02119789\n2 n02100735\n3 n01440764\n");
    SourceList list = listing.list(labels("ids.txt"), "val.tar");
    assertEquals(List.of("n01440764", "n02100735", "n02119789"), list.classNames());
    assertEquals(List.of(1, 0, 2), list.pictures().stream().map(SourcePicture::label).toList());
    listing.file("names.txt", "tench\nsetter\nfox\n");
    listing.assertRefused(
        "kit/"
            + NAME
            + " holds the numbers of ImageNet's development kit, but names.txt gives names without"
            + " numbers; write ID NAME in every line.",
        labels("names.txt"),
        "val.tar");
  }

  /** Taken as they are they would be 1 000 wrong classes. */
  @Test
  void numbersAloneAreRefused() throws Exception {
    listing.assertRefused(
        "kit/"
            + NAME
            + " holds the numbers of ImageNet's development kit, which are not in the order of the"
            + " classes' names; put the kit's meta.mat beside it, or give --class-names with lines"
            + " ID NAME.",
        labels(""),
        "val.tar");
  }
}
