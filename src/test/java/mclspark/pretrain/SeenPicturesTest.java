package mclspark.pretrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import mclspark.UserError;
import mclspark.dataset.ImageFolderLister;
import mclspark.dataset.PictureListing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New pictures are told from those that a run has seen, and some of these come again. */
class SeenPicturesTest {

  @TempDir Path folder;

  private PictureListing pictures(String root, int from, int to) throws IOException {
    Path kind = Files.createDirectories(folder.resolve(root).resolve("bird"));
    for (int i = from; i < to; i++) {
      Files.writeString(kind.resolve("%03d.png".formatted(i)), "names are enough");
    }
    return listing(root);
  }

  private PictureListing listing(String root) {
    return ImageFolderLister.listUnlabelled(root(root), SmallRuns.HADOOP);
  }

  private String root(String root) {
    return folder.resolve(root).toString();
  }

  private int[] replayed(SeenPictures seen, String root, double share) {
    return replay(seen, root, share).chosen();
  }

  private SeenPictures.Replay replay(SeenPictures seen, String root, double share) {
    return seen.replay(listing(root), root(root), share, 7, SmallRuns.HADOOP);
  }

  @Test
  void allThatIsNewComesWithAShareOfTheOld() throws IOException {
    PictureListing old = pictures("lake", 0, 100);
    SeenPictures.of(old, root("lake"), SmallRuns.HADOOP).write(root("run"), SmallRuns.HADOOP);
    SeenPictures seen = SeenPictures.of(root("run/checkpoints/step-1"), SmallRuns.HADOOP);
    pictures("lake", 100, 130);
    int[] some = replayed(seen, "lake", 0.25);
    assertEquals(25, IntStream.of(some).filter(i -> i < 100).count());
    assertEquals(30, IntStream.of(some).filter(i -> i >= 100).count());
    assertArrayEquals(some, replayed(seen, "lake", 0.25), "a retry sees the same");
    assertArrayEquals(IntStream.range(100, 130).toArray(), replayed(seen, "lake", 0));
    assertEquals(130, replayed(seen, "lake", 1).length);
  }

  @Test
  void copyInAnotherFolderIsNotNew() throws IOException {
    PictureListing old = pictures("lake", 0, 10);
    pictures("copy", 0, 12);
    SeenPictures seen = SeenPictures.of(old, root("lake"), SmallRuns.HADOOP);
    assertArrayEquals(new int[] {10, 11}, replayed(seen, "copy", 0));
    assertEquals(2, replay(seen, "copy", 0.5).fresh());
    assertEquals(7, replay(seen, "copy", 0.5).pictures().size());
    SeenPictures.Replay none = replay(seen, "lake", 0);
    assertEquals(0, none.fresh());
    String nothing = assertThrows(UserError.class, none::pictures).getMessage();
    assertTrue(nothing.endsWith("takes none of the others; choose a larger one."), nothing);
  }

  @Test
  void withoutTheFileNobodyKnowsWhatIsNew() throws IOException {
    String checkpoint = root("run/checkpoints/step-1");
    String missing =
        assertThrows(UserError.class, () -> SeenPictures.of(checkpoint, SmallRuns.HADOOP))
            .getMessage();
    assertTrue(missing.contains("pictures.bin does not exist"), missing);
    Files.createDirectories(folder.resolve("run"));
    Files.writeString(folder.resolve("run/pictures.bin"), "short");
    String damaged =
        assertThrows(UserError.class, () -> SeenPictures.of(checkpoint, SmallRuns.HADOOP))
            .getMessage();
    assertTrue(damaged.contains("pictures.bin is damaged"), damaged);
  }
}
