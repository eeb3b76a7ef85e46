package mclspark.dataset.shards.make;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mclspark.UserError;
import mclspark.dataset.LeftOut;
import mclspark.dataset.ListingProgress;
import mclspark.fuzz.Fuzz;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged tar files: of WebDataset, of class folders, of other tar files, and compressed ones. */
final class TarFuzzTest {

  private static final ListingProgress PROGRESS = ListingProgress.of("damaged tar files");

  @TempDir Path folder;

  @AfterAll
  static void close() {
    PROGRESS.close();
  }

  private static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] webDataset() throws Exception {
    return PictureFolder.tar(
        "a/1.jpg",
        text("x"),
        "a/1.cls",
        text("3"),
        "a/1.json",
        text("{\"label\": 3}"),
        "2.png",
        text("y"),
        "2.cls",
        text("4"),
        "2.json",
        text("{\"label\": \"ox\"}"));
  }

  private static byte[] classFolders() throws Exception {
    return PictureFolder.tar("top/cat/1.jpg", text("x"), "top/dog/2.jpg", text("y"));
  }

  private static List<TarContents> list(Path file) throws IOException {
    return TarPictures.list(
        FileSystem.getLocal(new Configuration()).getRaw(),
        new org.apache.hadoop.fs.Path(file.toUri()),
        Labelling.AUTO,
        new LeftOut(),
        PROGRESS);
  }

  /** In each of the ways in which labels may be found. */
  private static void label(TarContents tar) {
    List<UserError> refusals = new ArrayList<>();
    List<Runnable> ways =
        List.of(
            () -> TarClasses.of(tar, Labelling.AUTO, new LeftOut()),
            () -> new Samples(tar, new LeftOut()).labelled(tar.labels(), "cls"),
            () -> new Samples(tar, new LeftOut()).labelled(tar.json(), "json"),
            () -> new Samples(tar, new LeftOut()).unlabelled());
    for (Runnable way : ways) {
      try {
        way.run();
      } catch (UserError e) {
        refusals.add(e);
      }
    }
    if (refusals.size() == ways.size()) {
      throw refusals.get(0);
    }
  }

  @Test
  void damagedTarFilesAreReadOrRefused() throws Exception {
    Path file = folder.resolve("x.tar");
    byte[] nested = PictureFolder.tar("n01.tar", PictureFolder.tar("1.jpg", text("x")));
    Fuzz.of("tar file", webDataset(), classFolders(), nested)
        .oneOf(5)
        .run(
            input -> {
              Files.write(file, input);
              list(file).forEach(TarFuzzTest::label);
            });
  }

  @Test
  void tarFilesDeepInEachOtherAreRefused() throws Exception {
    byte[] tar = PictureFolder.tar("1.jpg", text("x"));
    for (int i = 0; i < 9; i++) {
      assertEquals(1, list(Files.write(folder.resolve("deep.tar"), tar)).size());
      tar = PictureFolder.tar("n01.tar", tar);
    }
    Path file = Files.write(folder.resolve("deep.tar"), tar);
    String message = assertThrows(UserError.class, () -> list(file)).getMessage();
    assertTrue(
        message.endsWith("holds tar files inside each other, more than 8 deep; unpack it."),
        message);
  }

  @Test
  void damagedCompressedTarFilesAreUnpackedOrRefused() throws Exception {
    Fuzz.of("compressed tar file", Gzip.of(webDataset()), Gzip.of(classFolders()))
        .oneOf(5)
        .declaring(IOException.class)
        .run(
            input ->
                UnpackedTars.unpack(
                    new ByteArrayInputStream(input), OutputStream.nullOutputStream(), 1 << 20));
  }

  /** A small limit stands for the large one: a file of zeros shrinks a thousand times. */
  @Test
  void whatUnpacksWithoutEndIsRefused() throws Exception {
    byte[] packed = Gzip.of(new byte[300_000]);
    IOException refusal =
        assertThrows(
            IOException.class,
            () ->
                UnpackedTars.unpack(
                    new ByteArrayInputStream(packed), OutputStream.nullOutputStream(), 200_000));
    assertEquals(
        "it unpacks to more than 200000 bytes, which no pictures do; unpack it yourself",
        refusal.getMessage());
    UnpackedTars.unpack(new ByteArrayInputStream(packed), OutputStream.nullOutputStream(), 300_000);
  }
}
