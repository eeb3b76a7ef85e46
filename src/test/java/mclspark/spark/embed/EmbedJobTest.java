package mclspark.spark.embed;

import static org.apache.spark.sql.functions.col;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import mclspark.UserError;
import mclspark.dataset.shards.make.PictureFolder;
import mclspark.embed.EmbeddingChoice;
import mclspark.embed.Layer;
import mclspark.embed.Provenance;
import mclspark.linear.LinearSetup;
import mclspark.spark.MoodyFileSystem;
import mclspark.spark.TestSpark;
import mclspark.spark.cluster.SparkSessions;
import mclspark.spark.cluster.SparkSettings;
import mclspark.spark.pictures.HuggingFaceParquet;
import mclspark.spark.pictures.TableFormat;
import mclspark.spark.pictures.TableRequest;
import mclspark.step.Device;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole jobs in local mode. */
@Tag("slow")
final class EmbedJobTest {

  @TempDir static Path shared;
  @TempDir Path folder;
  private static LinearSetup setup;

  @BeforeAll
  static void writeRun() {
    setup = LinearSetup.in(shared);
  }

  @BeforeEach
  void start() {
    MoodyFileSystem.register();
    TestSpark.session();
  }

  @AfterEach
  void forgetTheFileSystem() {
    MoodyFileSystem.forget();
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  /** Rows from to to, one of which, 3, is broken. */
  private void huggingFace(String name, int from, int to) throws Exception {
    List<HuggingFaceParquet.Picture> rows = new ArrayList<>();
    for (int i = from; i < to; i++) {
      byte[] bytes = i == 3 ? new byte[] {1, 2} : PictureFolder.png(40, 36, i);
      rows.add(new HuggingFaceParquet.Picture(bytes, i + ".png", i % 2));
    }
    HuggingFaceParquet.write(made(name), List.of("ant", "bee"), 4, rows);
  }

  private Path made(String name) throws Exception {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return file;
  }

  private TableRequest parquet(String data, String where) {
    return new TableRequest(
        "", List.of(data), Optional.of(TableFormat.PARQUET), "", "", where, "", "");
  }

  private static EmbeddingChoice peer(String peer) {
    return new EmbeddingChoice(peer, Layer.FEATURES, true, 0, 0);
  }

  private EmbedRequest request(TableRequest input, String peer, OutputMode mode) {
    return request(input, peer, mode, false, false);
  }

  private EmbedRequest request(
      TableRequest input, String peer, OutputMode mode, boolean csv, boolean fail) {
    return new EmbedRequest(
        setup.path("pretrained"),
        peer(peer),
        input,
        Optional.empty(),
        path("out"),
        csv,
        mode,
        "embedding",
        true,
        new EmbedSettings(0, Device.CPU, fail));
  }

  private static String run(EmbedRequest request) throws InterruptedException {
    TestSpark.session();
    return new EmbedJob(request).run();
  }

  private static String refusal(EmbedRequest request) {
    return assertThrows(UserError.class, () -> run(request)).getMessage();
  }

  private Dataset<Row> out() {
    return TestSpark.session().read().parquet(path("out"));
  }

  private ParquetMetadata footer() throws Exception {
    try (Stream<Path> files = Files.list(folder.resolve("out"))) {
      Path file =
          files.filter(f -> f.getFileName().toString().startsWith("part-")).findFirst().get();
      try (ParquetFileReader reader =
          ParquetFileReader.open(
              HadoopInputFile.fromPath(
                  new org.apache.hadoop.fs.Path(file.toUri()), new Configuration()))) {
        return reader.getFooter();
      }
    }
  }

  @Test
  void tableKeepsItsColumnsAndSaysWhichModelMadeItsVectors() throws Exception {
    huggingFace("t.parquet", 0, 10);
    assertEquals(
        "10 pictures are in file:%s (features of pretrained, dimension 64, peer 0); 1 of them have an error instead."
            .formatted(path("out")),
        run(request(parquet(path("t.parquet"), ""), "0", OutputMode.ERROR)));
    assertTrue(Files.exists(folder.resolve("out/_SUCCESS")));
    Dataset<Row> out = out();
    assertEquals(
        List.of("fine_label", "path", "crc32c", "length", "embedding", "embedding_error"),
        List.of(out.columns()));
    Row seven = out.where(col("path").equalTo("7.png")).first();
    byte[] bytes = PictureFolder.png(40, 36, 7);
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    assertEquals(1, seven.<Long>getAs("fine_label"));
    assertEquals(crc.getValue(), seven.<Long>getAs("crc32c"));
    assertEquals(bytes.length, seven.<Long>getAs("length"));
    assertEquals(64, seven.getList(seven.fieldIndex("embedding")).size());
    assertNull(seven.getAs("embedding_error"));
    Row three = out.where(col("path").equalTo("3.png")).first();
    assertNull(three.getAs("embedding"));
    assertEquals("it is not a picture in a known format", three.getAs("embedding_error"));

    ParquetMetadata footer = footer();
    Provenance provenance =
        Provenance.parse(footer.getFileMetaData().getKeyValueMetaData().get(Provenance.KEY))
            .orElseThrow();
    assertEquals("resnet8", provenance.arch());
    assertEquals(
        provenance, EmbeddingColumns.provenance(out.schema().apply("embedding")).orElseThrow());
    assertEquals(
        "required float element",
        footer.getFileMetaData().getSchema().getType("embedding", "list", "element").toString());
    assertTrue(
        footer.getBlocks().get(0).getColumns().stream()
            .allMatch(column -> column.getOffsetIndexReference() != null));
  }

  @Test
  void pictureFoldersBecomeTablesAndCsvForLightly() throws Exception {
    PictureFolder.write(folder.resolve("pictures"), 5, "ant", "bee");
    Files.writeString(folder.resolve("pictures/bee/002.png"), "no picture");
    TableRequest input = TableRequest.of(TableFormat.BINARY_FILE, List.of(path("pictures")));
    assertEquals(
        "9 pictures are in file:%s (features of pretrained, dimension 64, peer 1); 1 could not be embedded and are left out."
            .formatted(path("out")),
        run(request(input, "1", OutputMode.ERROR, true, false)));
    Dataset<Row> csv =
        TestSpark.session().read().option("header", "true").csv(path("out")).orderBy("filename");
    assertEquals("filename", csv.columns()[0]);
    assertEquals("embedding_63", csv.columns()[64]);
    assertEquals(65, csv.columns().length);
    List<Row> fromCsv = csv.collectAsList();

    run(request(input, "1", OutputMode.OVERWRITE));
    Dataset<Row> out = out();
    assertEquals(
        List.of("path", "modificationTime", "length", "crc32c", "embedding", "embedding_error"),
        List.of(out.columns()));
    List<Row> rows = out.where("embedding_error is null").orderBy("path").collectAsList();
    for (int i = 0; i < 9; i++) {
      assertEquals(rows.get(i).<String>getAs("path"), fromCsv.get(i).getString(0));
      float first = (Float) rows.get(i).getList(4).get(0);
      assertEquals(first, Float.parseFloat(fromCsv.get(i).getString(1)));
    }
  }

  @Test
  void appendEmbedsOnlyPicturesThatAreNotThereYet() throws Exception {
    huggingFace("first.parquet", 0, 6);
    huggingFace("second.parquet", 2, 12);
    TableRequest second = parquet(path("second.parquet"), "");
    run(request(parquet(path("first.parquet"), ""), "0", OutputMode.APPEND));
    List<Row> before = out().orderBy("path").collectAsList();
    assertTrue(
        run(request(second, "0", OutputMode.APPEND)).startsWith("12 pictures are in "),
        "12 pictures");
    List<Row> after = out().orderBy("path").collectAsList();
    assertEquals(12, after.size());
    assertTrue(after.containsAll(before));
    assertEquals(
        "All pictures of %s are in file:%s already; nothing was added."
            .formatted(path("second.parquet"), path("out")),
        run(request(second, "0", OutputMode.APPEND)));
    assertEquals(
        "file:%s was made in another way, so nothing is added: peer was 0, is 1; embed all pictures anew into another --out."
            .formatted(path("out")),
        refusal(request(second, "1", OutputMode.APPEND)));
    assertEquals(after, out().orderBy("path").collectAsList());
  }

  @Test
  void appendNeedsPathsThatTellPicturesApart() throws Exception {
    huggingFace("t.parquet", 0, 6);
    run(request(parquet(path("t.parquet"), ""), "0", OutputMode.ERROR));
    huggingFace("more/a.parquet", 8, 10);
    huggingFace("more/b.parquet", 9, 11);
    assertEquals(
        path("more")
            + " has the path 9.png more than once, by which --mode append finds new pictures; make"
            + " them different.",
        refusal(request(parquet(path("more"), ""), "0", OutputMode.APPEND)));
    HuggingFaceParquet.write(
        folder.resolve("nameless.parquet"),
        List.of("ant"),
        4,
        List.of(new HuggingFaceParquet.Picture(PictureFolder.png(9, 9, 1), null, 0)));
    String nameless =
        refusal(request(parquet(path("nameless.parquet"), ""), "0", OutputMode.APPEND));
    assertTrue(
        nameless.startsWith("A picture of " + path("nameless.parquet") + " has no path"), nameless);
    TestSpark.session().sql("SELECT X'00' AS content, 1 AS id").write().parquet(path("pathless"));
    String columns = refusal(request(parquet(path("pathless"), ""), "0", OutputMode.APPEND));
    assertTrue(columns.contains(" and the new rows have crc32c bigint"), columns);
    TestSpark.session().range(3).write().parquet(path("foreign"));
    EmbedRequest foreign = elsewhere(path("foreign"), OutputMode.APPEND);
    assertEquals(
        "file:%s does not say which model made it, so nothing is added; give another --out."
            .formatted(path("foreign")),
        refusal(foreign));
    assertEquals(
        "--mode append needs Parquet, since CSV does not say which model made it; leave"
            + " --output-format out.",
        refusal(request(parquet(path("t.parquet"), ""), "0", OutputMode.APPEND, true, false)));
  }

  private EmbedRequest elsewhere(String out, OutputMode mode) {
    return new EmbedRequest(
        setup.path("pretrained"),
        peer("0"),
        parquet(path("t.parquet"), ""),
        Optional.empty(),
        out,
        false,
        mode,
        "embedding",
        true,
        new EmbedSettings(0, Device.CPU, false));
  }

  @Test
  void outputThatExistsIsTreatedAsTheModeSays() throws Exception {
    huggingFace("t.parquet", 0, 6);
    TableRequest input = parquet(path("t.parquet"), "");
    run(request(input, "0", OutputMode.ERROR));
    assertEquals(
        "file:%s exists already; give another --out, or --mode append, overwrite or ignore."
            .formatted(path("out")),
        refusal(request(input, "0", OutputMode.ERROR)));
    assertEquals(
        "file:%s exists already; nothing was done.".formatted(path("out")),
        run(request(input, "0", OutputMode.IGNORE)));
    run(request(input, "all", OutputMode.OVERWRITE));
    assertTrue(List.of(out().columns()).contains("embedding_1"));
    Files.writeString(folder.resolve("file"), "dear");
    String below = refusal(elsewhere(path("file/out"), OutputMode.ERROR));
    assertTrue(below.contains("A part of the path is a file"), below);
    Files.createDirectories(folder.resolve("home"));
    Files.writeString(folder.resolve("home/letter.txt"), "dear");
    assertEquals(
        "file:%s holds letter.txt, which is no part of a table, so it is not replaced; remove it yourself or give another --out."
            .formatted(path("home")),
        refusal(elsewhere(path("home"), OutputMode.OVERWRITE)));
    assertEquals(
        "--out file:%s and --data %s lie in each other; give another --out."
            .formatted(folder, path("t.parquet")),
        refusal(elsewhere(folder.toString(), OutputMode.OVERWRITE)));
    assertTrue(Files.exists(folder.resolve("t.parquet")));
  }

  @Test
  void inputsWithoutOnePictureColumnOrWithoutRowsAreRefused() throws Exception {
    huggingFace("t.parquet", 0, 6);
    assertEquals(
        path("t.parquet") + " has no picture for which fine_label = 7; nothing was written.",
        refusal(request(parquet(path("t.parquet"), "fine_label = 7"), "0", OutputMode.ERROR)));
    TestSpark.session().range(3).write().parquet(path("numbers"));
    String none = refusal(request(parquet(path("numbers"), ""), "0", OutputMode.ERROR));
    assertTrue(none.startsWith(path("numbers") + " has no column of pictures"), none);
    TestSpark.session().sql("SELECT X'00' AS a, X'01' AS b").write().parquet(path("two"));
    String several = refusal(request(parquet(path("two"), ""), "0", OutputMode.ERROR));
    assertTrue(several.contains("a, b; choose one by --image-column."), several);
    assertFalse(Files.exists(folder.resolve("out")));
  }

  @Test
  void onErrorFailNamesThePictureAndLeavesNoTable() throws Exception {
    huggingFace("t.parquet", 0, 6);
    assertEquals(
        "The picture 3.png cannot be embedded: it is not a picture in a known format. Mend or"
            + " remove it, or let such rows have an error instead.",
        refusal(request(parquet(path("t.parquet"), ""), "0", OutputMode.ERROR, false, true)));
    assertFalse(Files.exists(folder.resolve("out/_SUCCESS")));
    run(request(parquet(path("t.parquet"), ""), "0", OutputMode.ERROR));
    assertEquals(6, out().count());
  }

  @Test
  void aTableThatCannotBeReplacedStaysAsItWas() throws Exception {
    huggingFace("t.parquet", 0, 6);
    TableRequest input = parquet(path("t.parquet"), "");
    run(request(input, "0", OutputMode.ERROR));
    List<Row> before = out().collectAsList();
    refusal(request(input, "all", OutputMode.OVERWRITE, false, true));
    assertEquals(before, out().collectAsList());
    run(request(input, "all", OutputMode.OVERWRITE));
    assertEquals(6, out().count());
    assertTrue(List.of(out().columns()).contains("embedding_1"));
  }

  @Test
  void anInputThatChangesWhileItIsReadEndsInASentence() throws Exception {
    PictureFolder.write(folder.resolve("pictures"), 4, "ant", "bee");
    TestSpark.session();
    MoodyFileSystem.GONE.set("002.png");
    TableRequest input =
        TableRequest.of(TableFormat.BINARY_FILE, List.of("moody:" + path("pictures")));
    String gone = refusal(request(input, "0", OutputMode.ERROR));
    MoodyFileSystem.GONE.set("");
    assertTrue(
        gone.startsWith("A file of the table was removed or replaced while it was read: "), gone);
    assertFalse(Files.exists(folder.resolve("out/_SUCCESS")));
  }

  /** As on a cluster, whose executors may be lost: local mode alone tries once. */
  @Test
  void aTaskThatFailsIsTriedAgainAndTheTableIsTheSame() throws Exception {
    PictureFolder.write(folder.resolve("pictures"), 8, "ant", "bee");
    TableRequest plain = TableRequest.of(TableFormat.BINARY_FILE, List.of(path("pictures")));
    run(request(plain, "0", OutputMode.ERROR));
    List<Row> expected = out().select("embedding").collectAsList();
    TestSpark.session().stop();
    SparkSessions.open(SparkSettings.tables("tests", false).setMaster("local[2,4]"));
    MoodyFileSystem.BAD_READS.set(3);
    TableRequest moody =
        TableRequest.of(TableFormat.BINARY_FILE, List.of("moody:" + path("pictures")));
    new EmbedJob(request(moody, "0", OutputMode.OVERWRITE)).run();
    assertEquals(0, MoodyFileSystem.BAD_READS.get());
    List<Row> again = out().select("embedding").collectAsList();
    assertEquals(expected.size(), again.size());
    assertTrue(again.containsAll(expected));
  }
}
