package mclspark.spark.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mclspark.UserError;
import mclspark.dataset.PictureListing;
import mclspark.dataset.PictureSource;
import mclspark.dataset.Split;
import mclspark.dataset.shards.ParquetLister;
import mclspark.dataset.shards.ShardLister;
import mclspark.dataset.shards.ShardOrder;
import mclspark.dataset.shards.make.Labelling;
import mclspark.dataset.shards.make.PictureFolder;
import mclspark.spark.TestSpark;
import mclspark.spark.pictures.HuggingFaceParquet;
import mclspark.spark.pictures.HuggingFaceParquet.Picture;
import mclspark.spark.pictures.PictureTable;
import mclspark.spark.pictures.TableFormat;
import mclspark.spark.pictures.TableRequest;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables to shards, in local mode. */
@Tag("slow")
final class PrepareTableTest {

  private static final ShardOrder ORDER = new ShardOrder(3, 8, 4, 2);

  @TempDir Path folder;
  private Path data;
  private String out;

  @BeforeEach
  void start() throws IOException {
    data = Files.createDirectories(folder.resolve("data"));
    out = folder.resolve("out").toString();
    TestSpark.session();
  }

  private TableSource source(String labels, String column, String where, String... kept) {
    return new TableSource(
        new TableRequest(
            "", List.of(data.toString()), Optional.of(TableFormat.PARQUET), "", "", where, "", ""),
        labels,
        column,
        "",
        List.of(kept));
  }

  private String prepare(TableSource source, String to) throws InterruptedException {
    return new PrepareJob(
            new PrepareRequest(
                List.of(), to, 0, 90, 8, 4, 2, 3, 1, false, Labelling.NONE, Optional.of(source)))
        .run();
  }

  private List<Row> rows(String from) {
    return TestSpark.session().read().parquet(from + "/shards").orderBy("index").collectAsList();
  }

  private void assertRefused(TableSource source, String part) {
    String message =
        assertThrows(
                UserError.class,
                () ->
                    TableShards.of(
                        PictureTable.open(
                            TestSpark.session(), source.request(), new Configuration()),
                        source,
                        ORDER,
                        new Configuration()))
            .getMessage();
    assertTrue(message.contains(part), message);
  }

  /** Named by their bytes; the third has no label, the last no bytes. */
  private void writeHuggingFace() throws IOException {
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      pictures.add(new Picture(PictureFolder.png(40, 36, i), null, i == 2 ? -1 : i % 2));
    }
    pictures.add(new Picture(null, null, 0));
    HuggingFaceParquet.write(
        data.resolve("train-00000-of-00002.parquet"),
        List.of("bee", "ant", "cow"),
        5,
        pictures.subList(0, 9));
    HuggingFaceParquet.write(
        data.resolve("train-00001-of-00002.parquet"),
        List.of("bee", "ant", "cow"),
        50,
        pictures.subList(9, 21));
  }

  @Test
  void huggingFacesSetBecomesShardsWithItsNumbersAndNames() throws Exception {
    writeHuggingFace();
    String done = prepare(source("", "", ""), out);
    assertTrue(
        done.startsWith("20 pictures of 3 classes, 1 of them without a label, are in 3 shards"),
        done);
    assertTrue(done.contains("; 1 left out"), done);
    String rejects = Files.readString(Path.of(out, "rejects.tsv"));
    assertTrue(rejects.contains("\tthe row has no bytes"), rejects);

    PictureListing listing = ShardLister.list(out, 1 << 20, new Configuration());
    assertEquals(List.of("bee", "ant", "cow"), listing.classNames());
    assertEquals(1, listing.unlabelled());
    assertTrue(listing.labelled());
    PictureSource pictures = listing.open(new Configuration(), bytes -> null);
    List<Row> rows = rows(out);
    assertEquals(20, rows.size());
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      assertEquals(row.isNullAt(1) ? -1 : row.getInt(1), pictures.label(i));
      assertEquals(
          row.isNullAt(1) ? null : List.of("bee", "ant").get(row.getInt(1)), row.getString(2));
    }

    prepare(source("", "", ""), folder.resolve("again").toString());
    assertEquals(digest(rows), digest(rows(folder.resolve("again").toString())));
  }

  private static List<String> digest(List<Row> rows) {
    return rows.stream().map(row -> row.getLong(0) + " " + row.getString(3)).toList();
  }

  @Test
  void columnsAreKeptAndPicturesMayBeWithoutLabels() throws Exception {
    writeHuggingFace();
    TestSpark.session()
        .read()
        .parquet(data.toString())
        .where("img.bytes IS NOT NULL")
        .selectExpr(
            "img.bytes AS content",
            "concat('id', monotonically_increasing_id()) AS path",
            "fine_label AS n",
            "if(fine_label = 0, null, 1.5D) AS score",
            "date'2026-11-29' AS day",
            "named_struct('a', fine_label) AS more")
        .write()
        .parquet(folder.resolve("kept").toString());
    data = folder.resolve("kept");
    assertRefused(
        source("", "", "", "content"), "--keep-columns names content, which holds bytes; only");
    assertRefused(source("", "", "", "PATH"), "has no column PATH; its columns are content, path");
    assertRefused(
        source("", "", "", "path"), "names path, which is the name of a column of every shard");
    String done = prepare(source("none", "", "n >= 0", "n", "score", "day", "more"), out);
    assertTrue(done.startsWith("19 pictures without labels are in 3 shards"), done);
    assertFalse(ShardLister.list(out, 1 << 20, new Configuration()).labelled());
    for (Row row : rows(out)) {
      long n = row.getAs("n");
      assertEquals(n == 0 ? null : 1.5, row.getAs("score"));
      assertEquals("2026-11-29", row.getAs("day"));
      assertEquals("{\"a\":" + n + "}", row.getAs("more"));
      assertTrue(row.<String>getAs("path").startsWith("id"), row.toString());
      assertTrue(row.isNullAt(1) && row.isNullAt(2), row.toString());
    }
  }

  @Test
  void rowsOfOneNameAndPicturesElsewhereEndInASentence() throws Exception {
    byte[] png = PictureFolder.png(40, 36, 1);
    HuggingFaceParquet.write(
        data.resolve("a.parquet"),
        List.of("x"),
        9,
        List.of(new Picture(png, "one.png", 0), new Picture(png, "one.png", 0)));
    String twice =
        assertThrows(UserError.class, () -> prepare(source("", "", ""), out)).getMessage();
    assertTrue(
        twice.contains(" has two rows of the name one.png; choose a column with different values"),
        twice);
    HuggingFaceParquet.write(
        data.resolve("b.parquet"), List.of("x"), 9, List.of(new Picture(null, "two.png", 0)));
    TestSpark.session();
    String elsewhere =
        assertThrows(UserError.class, () -> prepare(source("", "", "img.bytes IS NULL"), out))
            .getMessage();
    assertTrue(
        elsewhere.contains("has a row without bytes, only with the path two.png to a file"),
        elsewhere);
  }

  @Test
  void whatCannotBeLabelsIsRefusedBeforeAnythingIsWritten() throws Exception {
    writeHuggingFace();
    assertRefused(source("", "", "fine_label > 7"), "has no row for which fine_label > 7; check");
    assertRefused(source("", "img", ""), "The column img of " + data + " is of type struct");
    assertRefused(
        source("", "colour", ""), "has no column colour; its columns are img, fine_label");
    Files.delete(data.resolve("train-00001-of-00002.parquet"));
    HuggingFaceParquet.write(
        data.resolve("train-00000-of-00002.parquet"),
        List.of("bee"),
        5,
        List.of(new Picture(new byte[] {1}, null, 1)));
    assertRefused(source("", "", ""), "has the label 1, but there are names for 0 to 0 only");
  }

  /** As the files of Parquet do, too. */
  @Test
  void textsAreLabelsInTheOrderOfTheirNames() throws Exception {
    TestSpark.session()
        .range(6)
        .selectExpr(
            "cast(cast(id AS string) AS binary) AS content",
            "element_at(array('-1', 'bee', 'ant', '', 'cow', 'bee'), cast(id AS int) + 1) AS kind")
        .write()
        .parquet(folder.resolve("texts").toString());
    data = folder.resolve("texts");
    assertEquals(List.of("ant", "bee", "cow"), labels("").classNames());
    Path names = Files.writeString(folder.resolve("names"), "0 cow\n1 bee\n2 ant\n3 dog\n");
    assertEquals(List.of("cow", "bee", "ant", "dog"), labels(names.toString()).classNames());
    Files.writeString(names, "cow\nbee\n");
    String missing = assertThrows(UserError.class, () -> labels(names.toString())).getMessage();
    assertTrue(missing.contains("has the label ant, which is none of the names"), missing);
  }

  private TableLabels labels(String names) {
    TableSource plain = source("", "kind", "");
    TableSource source = new TableSource(plain.request(), "", "kind", names, List.of());
    return TableLabels.of(
        PictureTable.open(TestSpark.session(), source.request(), new Configuration()),
        source,
        new Configuration());
  }

  @Test
  void filesOfDifferentClassNamesAreNotMixed() throws Exception {
    Picture picture = new Picture(PictureFolder.png(9, 9, 1), null, 0);
    HuggingFaceParquet.write(data.resolve("a.parquet"), List.of("cat", "dog"), 9, List.of(picture));
    HuggingFaceParquet.write(data.resolve("b.parquet"), List.of("dog", "cat"), 9, List.of(picture));
    assertRefused(source("", "", ""), "b.parquet have different class names; prepare each set");
    String training =
        assertThrows(
                UserError.class,
                () ->
                    ParquetLister.list(
                        data.toString(), Split.TRAIN, "", "", 1 << 20, new Configuration()))
            .getMessage();
    assertTrue(training.endsWith(" have different class names; give files of one set."), training);
  }

  @Test
  void numbersWithoutNamesAreOrderedAsNumbersAndKeysCoverTheShards() {
    TestSpark.session()
        .range(100)
        .selectExpr(
            "cast(cast(id AS string) AS binary) AS content", "cast(id % 11 AS int) AS label")
        .write()
        .parquet(folder.resolve("n").toString());
    data = folder.resolve("n");
    TableSource source = source("column", "", "");
    TableShards shards =
        TableShards.of(
            PictureTable.open(TestSpark.session(), source.request(), new Configuration()),
            source,
            ORDER,
            new Configuration());
    assertEquals(
        List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"), shards.classNames());
    assertEquals(13, shards.shards());
    TestSpark.session()
        .range(4)
        .selectExpr("cast(cast(id AS string) AS binary) AS content", "id AS label", "'x' AS class")
        .write()
        .parquet(folder.resolve("two").toString());
    data = folder.resolve("two");
    assertRefused(source("", "", ""), "has several columns of labels, label, class; choose one by");
  }

  @Test
  void shardsAreRangesOfKeysOfAboutTheSizeAskedFor() {
    long[] counts = new long[1 << TableOrder.BITS];
    counts[0] = 5;
    counts[1] = 5;
    counts[7] = 2;
    counts[65535] = 9;
    TableOrder order = new TableOrder(counts, ORDER);
    assertEquals(21, order.rows());
    assertEquals(2, order.shards());
    assertEquals(0, order.first(0));
    assertEquals(10, order.first(1));
    assertEquals(0, order.shard(1L << 48));
    assertEquals(1, order.shard(7L << 48));
    assertEquals(1, order.shard(-1L));
    assertEquals(11, order.count(1));
  }
}
