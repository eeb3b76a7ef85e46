package mclspark.dataset.shards;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mclspark.UserError;
import mclspark.dataset.PictureSource;
import mclspark.dataset.Split;
import mclspark.dataset.shards.make.PictureFolder;
import mclspark.image.BrokenPictureException;
import mclspark.image.DecoderChoice;
import mclspark.image.ImageDecoder;
import mclspark.spark.pictures.HuggingFaceParquet;
import mclspark.spark.pictures.HuggingFaceParquet.Picture;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parquet files as Hugging Face has them, read without preparation. */
final class ParquetListerTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  private ParquetListing list(Split split, String image, String label) {
    return ParquetLister.list(folder.toString(), split, image, label, 1 << 20, HADOOP);
  }

  private String refusal(String image, String label) {
    return assertThrows(UserError.class, () -> list(Split.TRAIN, image, label)).getMessage();
  }

  private List<Picture> write(String name, int rowGroupRows, int first, int count)
      throws Exception {
    List<Picture> pictures = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      byte[] bytes = i == 7 ? null : PictureFolder.png(20 + i, 20, i);
      pictures.add(new Picture(bytes, null, i == 3 ? -1 : i % 2));
    }
    HuggingFaceParquet.write(
        folder.resolve(name), List.of("bee", "ant", "cow"), rowGroupRows, pictures);
    return pictures;
  }

  @Test
  void picturesComeInTheOrderOfTheRowsWithTheLabelsOfTheFooter() throws Exception {
    write("train-00000-of-00002.parquet", 3, 0, 8);
    write("train-00001-of-00002.parquet", 10, 8, 5);
    write("test-00000-of-00001.parquet", 10, 0, 2);
    ParquetListing listing = list(Split.TRAIN, "", "");
    assertEquals(13, listing.size());
    assertEquals(List.of("bee", "ant", "cow"), listing.classNames());
    assertEquals(1, listing.unlabelled());
    assertEquals(2, list(Split.TEST, "", "").size());
    try (ImageDecoder decoder = ImageDecoder.open(DecoderChoice.JDK)) {
      PictureSource source = listing.open(HADOOP, decoder::decode);
      assertEquals(4, source.layout().groups());
      for (int i : new int[] {12, 0, 3, 8, 2, 11, 5}) {
        assertEquals(20 + i, source.load(i).width());
        assertEquals(i == 3 ? -1 : i % 2, source.label(i));
      }
      String broken = assertThrows(BrokenPictureException.class, () -> source.load(7)).getMessage();
      assertEquals("the row has no bytes", broken);
      assertTrue(source.name(9).endsWith("train-00001-of-00002.parquet#1"), source.name(9));
    }
    assertArrayEquals(
        new int[] {8, 5}, listing.ranges().mapToInt(range -> range.count()).toArray());
  }

  @Test
  void theFingerprintIsThatOfTheSetWhereverItLies() throws Exception {
    write("a.parquet", 3, 0, 6);
    long one = list(Split.TRAIN, "", "").fingerprint();
    assertEquals(one, list(Split.TEST, "img", "fine_label").fingerprint());
    write("b.parquet", 3, 0, 6);
    assertNotEquals(one, list(Split.TRAIN, "", "").fingerprint());
  }

  @Test
  void columnsThatAreNotThereAndLargeRowGroupsAreRefused() throws Exception {
    write("a.parquet", 3, 0, 6);
    assertTrue(
        refusal("photo", "").contains("has no such column of pictures"), refusal("photo", ""));
    assertTrue(
        refusal("", "kind")
            .endsWith("kind, but the columns of " + folder + " are img, fine_label."),
        refusal("", "kind"));
    HuggingFaceParquet.write(
        folder.resolve("a.parquet"),
        List.of("x"),
        100,
        List.of(
            new Picture(new byte[40 << 20], null, 0), new Picture(new byte[40 << 20], null, 0)));
    assertTrue(
        refusal("", "")
            .endsWith(
                " has a row group of 2 pictures and 80 MiB, which a worker would have to read as a"
                    + " whole; more than 64 MiB is too much. Make shards of it by mcl prepare"
                    + " --data "
                    + folder
                    + ", and set data.format=shards."),
        refusal("", ""));
    Files.delete(folder.resolve("a.parquet"));
    assertTrue(refusal("", "").endsWith(" holds no Parquet file; check the path."));
  }
}
