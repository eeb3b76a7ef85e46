package mclspark.spark.pictures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mclspark.UserError;
import mclspark.spark.TestSpark;
import mclspark.spark.pictures.HuggingFaceParquet.Picture;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
final class PictureTableTest {

  @TempDir Path folder;
  private SparkSession spark;

  @BeforeEach
  void start() throws Exception {
    spark = TestSpark.session();
  }

  private PictureTable open(TableRequest request) {
    return PictureTable.open(spark, request, new Configuration());
  }

  private TableRequest parquet(String split, String where, String imageColumn) {
    return new TableRequest(
        "",
        List.of(folder.toString()),
        Optional.of(TableFormat.PARQUET),
        "",
        split,
        where,
        imageColumn,
        "");
  }

  private void assertRefused(TableRequest request, String part) {
    String message = assertThrows(UserError.class, () -> open(request)).getMessage();
    assertTrue(message.contains(part), message);
  }

  private void sql(String select) {
    spark.sql(select).coalesce(1).write().parquet(folder.resolve("t").toString());
  }

  @Test
  void huggingFacesPicturesLabelsAndClassNamesAreFound() throws Exception {
    HuggingFaceParquet.write(
        folder.resolve("train-00000-of-00001.parquet"),
        List.of("ant", "bee"),
        10,
        List.of(new Picture(new byte[] {1, 2}, "a.png", 1), new Picture(null, null, -1)));
    PictureTable table = open(parquet("", "", ""));
    assertEquals(new PictureColumn("img", true), table.picture());
    assertEquals(List.of("fine_label"), table.labelColumns());
    assertEquals(List.of("ant", "bee"), table.classNames("fine_label"));
    Row row = table.rows().select(table.bytes(), table.id().orElseThrow()).first();
    assertEquals(2, row.<byte[]>getAs(0).length);
    assertEquals("a.png", row.getString(1));
  }

  @Test
  void partsOfASetAreNotMixed() throws Exception {
    Picture picture = new Picture(new byte[] {1}, "a", 0);
    Files.createDirectories(folder.resolve("data"));
    HuggingFaceParquet.write(
        folder.resolve("data/train-00000-of-00001.parquet"), List.of("x"), 9, List.of(picture));
    HuggingFaceParquet.write(
        folder.resolve("data/test-00000-of-00001.parquet"),
        List.of("x"),
        9,
        List.of(picture, picture));
    assertRefused(
        parquet("", "", ""),
        " holds several parts of a set, test and train; choose one by --split.");
    assertRefused(parquet("val", "", ""), "; its parts are test and train.");
    assertEquals(2, open(parquet("test", "", "")).rows().count());
  }

  @Test
  void missingSeveralAndStrangeColumnsAreRefused() {
    sql("SELECT 1 AS a, 'x' AS b");
    assertRefused(
        parquet("", "", ""),
        " has no column of pictures (binary, or a struct of bytes and path); its columns"
            + " are a int, b string. ");
    assertRefused(parquet("", "", "c"), " has no column c; its columns are a int");
    assertRefused(
        parquet("", "", "b"),
        " is of type string; pictures are binary, or a struct of bytes and path.");
  }

  @Test
  void severalColumnsOfPicturesAreAskedFor() {
    sql("SELECT X'01' AS left, X'02' AS right, array(X'01') AS many");
    assertRefused(
        parquet("", "", ""),
        " has several columns that may hold the pictures, left, right; choose one by"
            + " --image-column.");
    assertEquals("right", open(parquet("", "", "right")).picture().name());
    assertRefused(parquet("", "", "many"), " holds lists; one picture a row");
  }

  @Test
  void rowGroupsThatNoTaskCanHoldAreNamed() throws Exception {
    String file = folder.resolve("large.parquet").toString();
    Picture large = new Picture(new byte[3 << 20], "a", 0);
    HuggingFaceParquet.write(Path.of(file), List.of("x"), 9, List.of(large, large));
    JavaSparkContext context = TestSpark.context();
    RowGroups.check(context, List.of(file), "img", 7 << 20, new Configuration());
    String message =
        assertThrows(
                UserError.class,
                () -> RowGroups.check(context, List.of(file), "img", 5 << 20, new Configuration()))
            .getMessage();
    assertTrue(
        message.startsWith(
            file + " has a row group with 6 MiB of pictures, which a task reads as a whole"),
        message);
    assertEquals(
        256 << 20,
        RowGroups.limit(
            new SparkConf(false)
                .setMaster("yarn")
                .set("spark.executor.memory", "2g")
                .set("spark.executor.cores", "4")));
  }

  @Test
  void conditionsAreSql() {
    sql("SELECT explode(sequence(1, 10)) AS n, X'01' AS content");
    assertEquals(4, open(parquet("", "n > 6", "")).rows().count());
    assertRefused(parquet("", "m > 6", ""), "UNRESOLVED_COLUMN");
    assertRefused(parquet("", "n >", ""), "PARSE_SYNTAX_ERROR");
  }

  @Test
  void formatIsWhatLiesThere() throws Exception {
    Configuration hadoop = new Configuration();
    Files.createDirectories(folder.resolve("delta/_delta_log"));
    Files.createDirectories(folder.resolve("ice/metadata"));
    Files.createFile(folder.resolve("ice/metadata/v1.metadata.json"));
    Files.createDirectories(folder.resolve("hub/default/train"));
    Files.createFile(folder.resolve("hub/default/train/0000.parquet"));
    Files.createDirectories(folder.resolve("pictures/cat"));
    Files.createFile(folder.resolve("pictures/cat/a.jpg"));
    assertEquals(Optional.of(TableFormat.DELTA), TableFormat.of(folder + "/delta", hadoop));
    assertEquals(Optional.of(TableFormat.ICEBERG), TableFormat.of(folder + "/ice", hadoop));
    assertEquals(Optional.of(TableFormat.PARQUET), TableFormat.of(folder + "/hub", hadoop));
    assertEquals(
        Optional.of(TableFormat.PARQUET),
        TableFormat.of(folder + "/hub/*/train/0*.parquet", hadoop));
    assertEquals(Optional.empty(), TableFormat.of(folder + "/pictures", hadoop));
    assertEquals(Optional.empty(), TableFormat.of(folder + "/nothing", hadoop));
    Files.createDirectories(folder.resolve("pictures/a:b"));
    assertEquals(Optional.empty(), TableFormat.of(folder + "/pictures/a:b", hadoop));
    assertEquals(Optional.empty(), TableFormat.of(folder + "/pictures/x{1..2}.tar", hadoop));
    assertEquals(Optional.empty(), TableFormat.of("a.tar::b.tar", hadoop));
  }

  @Test
  void pictureFilesAreRowsWithTheirPaths() throws Exception {
    Files.createDirectories(folder.resolve("dt=2026-11-01"));
    Files.write(folder.resolve("dt=2026-11-01/a.JPG"), new byte[] {1, 2, 3});
    Files.write(folder.resolve("dt=2026-11-01/notes.txt"), new byte[] {1});
    PictureTable table = open(TableRequest.of(TableFormat.BINARY_FILE, List.of(folder.toString())));
    List<Row> rows = table.rows().select(table.id().orElseThrow(), table.bytes()).collectAsList();
    assertEquals(1, rows.size());
    assertTrue(rows.get(0).getString(0).endsWith("/dt=2026-11-01/a.JPG"));
  }

  @Test
  void patternsFoldersAndPartsAreReadAndTheRestIsRefused() throws Exception {
    Files.createDirectories(folder.resolve("t/day=1"));
    Picture picture = new Picture(new byte[] {1}, "a", 0);
    HuggingFaceParquet.write(
        folder.resolve("t/day=1/a.parquet"), List.of("x"), 9, List.of(picture));
    String pattern = folder + "/t/*/*.parquet";
    assertEquals(1, open(TableRequest.of(TableFormat.PARQUET, List.of(pattern))).rows().count());
    assertTrue(
        List.of(open(parquet("", "", "")).schema().fieldNames()).contains("day"), "no partition");
    assertRefused(
        TableRequest.of(TableFormat.BINARY_FILE, List.of(folder + "/none")),
        "The data " + folder + "/none do not exist; check the path.");
    assertRefused(
        new TableRequest("t", List.of(), Optional.empty(), "", "train", "", "", ""),
        "--split is for Parquet files that are named by parts; leave it out.");
    Files.createDirectories(folder.resolve("shards"));
    assertRefused(
        parquet("", "", ""), folder + " holds a set of shards that is not finished; prepare it");
  }

  @Test
  void librariesThatAreMissingAreNamed() throws Exception {
    Files.createDirectories(folder.resolve("_delta_log"));
    assertRefused(
        TableRequest.of(TableFormat.DELTA, List.of(folder.toString())),
        " start with --packages io.delta:delta-spark_4.1_2.13:4.1.0.");
  }
}
