package mclspark.spark.search;

import static org.apache.spark.sql.functions.col;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import mclspark.UserError;
import mclspark.spark.TestSpark;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.SparkException;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that cannot be searched. */
@Tag("slow")
final class EmbeddingTableTest {

  private static final String MODEL =
      "{\"checkpoint\":\"%s\",\"model_sha256\":\"%s\",\"peer\":\"%s\",\"dim\":2}";

  @TempDir Path folder;
  private String emb;
  private String out;

  @BeforeEach
  void choosePaths() {
    emb = folder.resolve("emb").toString();
    out = folder.resolve("out").toString();
    TestSpark.session();
  }

  private SearchRequest request(String data) {
    return new SearchRequest(data, out, "path", "embedding");
  }

  private EmbeddingTable open(String path) {
    return EmbeddingTable.open(TestSpark.session(), path, request(path));
  }

  private String refusal(String sql) {
    EmbeddingTables.write(sql, emb);
    return assertThrows(UserError.class, () -> open(emb)).getMessage();
  }

  /** What a task throws comes with Spark's words around it. */
  private String refusalOfRows(String sql) {
    EmbeddingTables.write(sql, emb);
    EmbeddingTable table = open(emb);
    Exception failure = assertThrows(SparkException.class, () -> VectorBlocks.of(table, 2).close());
    return SearchRun.userError(failure).orElseThrow().getMessage();
  }

  private static void writeByModel(String folder, String provenance) throws IOException {
    MessageType type =
        MessageTypeParser.parseMessageType(
            """
            message row {
              required binary path (STRING);
              optional group embedding (LIST) { repeated group list { optional float element; } }
            }
            """);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(
                new org.apache.hadoop.fs.Path(folder, UUID.randomUUID() + ".parquet"))
            .withType(type)
            .withExtraMetaData(Map.of(Provenance.KEY, provenance))
            .build()) {
      Group row = new SimpleGroup(type).append("path", "a");
      Group numbers = row.addGroup("embedding");
      numbers.addGroup("list").append("element", 1f);
      numbers.addGroup("list").append("element", 2f);
      writer.write(row);
    }
  }

  @Test
  void missingColumnsAreNamedWithThoseThatThereAre() {
    assertEquals(
        emb + " has no column 'path', but id, embedding; name another one by --id-column.",
        refusal("SELECT 1 id, array(1F) embedding"));
    assertEquals(
        emb + " has no column 'embedding', but path, v; name another one by --embedding-column.",
        assertThrows(
                UserError.class,
                () -> {
                  EmbeddingTables.write("SELECT 1 path, array(1F) v", emb + "2");
                  open(emb + "2");
                })
            .getMessage()
            .replace(emb + "2", emb));
  }

  @Test
  void columnsOfOtherTypesAreRefused() {
    assertEquals(
        emb
            + ": column 'embedding' is of type array<int>; embeddings must be array<float> or"
            + " array<double>, so name another column by --embedding-column.",
        refusal("SELECT 1 path, array(1) embedding"));
    emb += "2";
    assertEquals(
        emb
            + ": column 'path' is of type double; ids must be text or whole numbers, so name"
            + " another column by --id-column.",
        refusal("SELECT 1D path, array(1F) embedding"));
  }

  @Test
  void tablesWithoutEmbeddingsAreRefused() {
    assertEquals(
        emb + " has no rows; embed some pictures first.",
        refusal("SELECT id path, array(1F) embedding FROM range(0)"));
    emb += "2";
    assertEquals(
        emb + " has 2 rows, all without an embedding; its column embedding_error may say why.",
        refusal("SELECT id path, cast(null AS array<float>) embedding FROM range(2)"));
  }

  @Test
  void whatIsNoTableIsRefused() throws Exception {
    String sentence = assertThrows(UserError.class, () -> open(emb)).getMessage();
    assertTrue(sentence.startsWith(emb + " cannot be read as a Parquet table: "), sentence);
    assertTrue(sentence.endsWith("Name the folder or file that mcl embed has written."), sentence);
    Files.writeString(folder.resolve("emb"), "no table at all");
    assertThrows(UserError.class, () -> open(emb));
  }

  @Test
  void aRowThatCannotBeUsedIsNamed() {
    assertEquals(
        emb + ": the embedding of path 'a' holds a null; embed this picture again.",
        refusalOfRows("SELECT 'a' path, array(1F, null) embedding"));
    emb += "2";
    assertEquals(
        emb
            + ": the embedding of path 'b' holds a number that is not finite; embed this picture"
            + " again.",
        refusalOfRows("SELECT 'b' path, array(1F, float('NaN')) embedding"));
    emb += "3";
    assertEquals(
        emb
            + " has path 'c' twice; ids must differ: leave one of the rows out, or name another"
            + " column by --id-column.",
        refusalOfRows("SELECT 'c' path, array(1F) embedding FROM range(0, 4, 1, 4)"));
  }

  @Test
  void aFolderOfSeveralModelsIsRefused() throws Exception {
    writeByModel(emb, MODEL.formatted("a", "1f", "0"));
    writeByModel(emb, MODEL.formatted("a", "1f", "1"));
    assertEquals(
        emb
            + " holds embeddings of several models (peer is \"0\" and \"1\"), which cannot be"
            + " compared; embed all pictures by one.",
        assertThrows(UserError.class, () -> open(emb)).getMessage());
  }

  @Test
  void tablesOfDifferentModelsAreNotCompared() throws Exception {
    writeByModel(emb, MODEL.formatted("a", "1f", "0"));
    writeByModel(emb + "2", MODEL.formatted("a", "2f", "0"));
    writeByModel(emb + "3", MODEL.formatted("moved/a", "1f", "0"));
    EmbeddingTable table = open(emb);
    assertEquals(
        ("%s and %s2 were made by different models (model_sha256 is \"1f\" and \"2f\"), so their"
                + " embeddings cannot be compared; embed both by one model.")
            .formatted(emb, emb),
        assertThrows(UserError.class, () -> table.requireComparable(open(emb + "2"))).getMessage());
    table.requireComparable(open(emb + "3"));
    Metadata column =
        new MetadataBuilder().putString(Provenance.KEY, MODEL.formatted("a", "3f", "0")).build();
    TestSpark.session()
        .read()
        .parquet(emb)
        .withColumn("embedding", col("embedding").as("embedding", column))
        .write()
        .parquet(emb + "4");
    assertThrows(UserError.class, () -> table.requireComparable(open(emb + "4")));
  }

  @Test
  void whereNoChecksumOfTheModelIsKnownItsPlaceCounts() {
    Provenance known = new Provenance("{\"checkpoint\":\"a\",\"peer\":\"0\"}");
    assertEquals(
        Optional.of("checkpoint is \"a\" and \"b\""),
        known.difference(new Provenance("{\"checkpoint\":\"b\",\"peer\":\"0\"}")));
    assertEquals(
        Optional.empty(),
        known.difference(new Provenance("{\"checkpoint\":\"a\",\"peer\":\"0\",\"run\":\"x\"}")));
  }

  @Test
  void tablesOfDifferentLengthsAreNotCompared() {
    EmbeddingTables.write("SELECT 1 path, array(1F) embedding", emb);
    EmbeddingTables.write("SELECT 1 path, array(1F, 2F) embedding", emb + "2");
    assertEquals(
        "The embeddings of %s have 1 numbers and those of %s2 2; embed both by one model."
            .formatted(emb, emb),
        assertThrows(UserError.class, () -> open(emb).requireComparable(open(emb + "2")))
            .getMessage());
  }

  @Test
  void numbersOutOfRangeAreToldBeforeSparkStarts() throws Exception {
    Files.createDirectory(Path.of(emb));
    assertEquals(
        "--k is 0; it must be at least 1.",
        assertThrows(
                UserError.class, () -> new NeighborsJob(request(emb), Optional.empty(), 0).run())
            .getMessage());
    for (double threshold : List.of(0.0, -0.5, 1.01, Double.NaN)) {
      assertEquals(
          "--threshold is %s; it must be > 0 and <= 1.".formatted(threshold),
          assertThrows(UserError.class, () -> new DedupJob(request(emb), threshold).run())
              .getMessage());
    }
  }

  @Test
  void anOutputThatExistsIsLeftAlone() throws Exception {
    Files.createDirectory(Path.of(emb));
    Files.createDirectory(folder.resolve("out"));
    assertEquals(
        out + " exists already; name another folder by --out, or remove it.",
        assertThrows(UserError.class, () -> new DedupJob(request(emb), 1).run()).getMessage());
  }

  /** Found out before the work, not after it. */
  @Test
  void anOutputBelowAFileIsRefused() throws Exception {
    Files.createDirectory(Path.of(emb));
    Path letter = Files.writeString(folder.resolve("letter"), "dear");
    SearchRequest below = new SearchRequest(emb, letter + "/out", "path", "embedding");
    String refusal = assertThrows(UserError.class, () -> new DedupJob(below, 1).run()).getMessage();
    assertTrue(refusal.startsWith("--out: Cannot write file:" + letter + "/out: "), refusal);
    assertTrue(refusal.contains("A part of the path is a file"), refusal);
  }
}
