package mclspark.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import mclspark.UserError;
import mclspark.dataset.BadPicture;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadPicturesTest {

  @TempDir Path folder;

  private static BadPicture picture(int index) {
    return new BadPicture(index, "a/" + index + ".jpg", "no picture");
  }

  @Test
  void aPictureCountsOnce() {
    BadPictures bad = new BadPictures(1);
    bad.add(picture(4));
    bad.add(picture(4));
    bad.addAll(List.of(picture(4)));
    assertEquals(1, bad.count());
    assertTrue(bad.contains(4));
    assertFalse(bad.contains(5));
  }

  @Test
  void theLimitStopsWithCountLimitAndExamples() {
    BadPictures bad = new BadPictures(2);
    bad.add(picture(9));
    bad.add(picture(1));
    UserError error = assertThrows(UserError.class, () -> bad.add(picture(5)));
    assertTrue(error.getMessage().startsWith("3 pictures"), error.getMessage());
    assertTrue(error.getMessage().contains("limit of 2"), error.getMessage());
    assertTrue(error.getMessage().contains("a/1.jpg (no picture), a/5.jpg"), error.getMessage());
  }

  @Test
  void theListIsWrittenInOrderAndEscaped() throws Exception {
    BadPictures bad = new BadPictures(9);
    bad.add(picture(7));
    bad.add(new BadPicture(2, "odd\tname\n.jpg", "empty"));
    Path file = folder.resolve("made/skipped.tsv");
    bad.writeTsv(file.toString(), new Configuration());
    bad.writeTsv(file.toString(), new Configuration());
    assertEquals(
        "path\treason\nodd\\tname\\n.jpg\tempty\na/7.jpg\tno picture\n", Files.readString(file));
    try (Stream<Path> all = Files.list(file.getParent())) {
      assertEquals(1, all.count());
    }
  }

  @Test
  void anUnwritablePlaceIsNamed() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    String below = file.resolve("skipped.tsv").toString();
    UserError error =
        assertThrows(
            UserError.class, () -> new BadPictures(1).writeTsv(below, new Configuration()));
    assertTrue(error.getMessage().contains(below), error.getMessage());
  }

  @Test
  void anotherWorkersPicturesAreAllNotedThoughTheyAreTooMany() {
    BadPictures bad = new BadPictures(1);
    assertThrows(UserError.class, () -> bad.addAll(List.of(picture(1), picture(2), picture(3))));
    assertEquals(3, bad.count());
  }
}
