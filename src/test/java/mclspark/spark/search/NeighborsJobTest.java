package mclspark.spark.search;

import static org.apache.spark.sql.functions.col;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mclspark.UserError;
import mclspark.search.Embeddings;
import mclspark.spark.TestSpark;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole searches in local mode. */
@Tag("slow")
final class NeighborsJobTest {

  @TempDir Path folder;

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private SearchRequest request(String data) {
    return new SearchRequest(path(data), path("out"), "path", "embedding");
  }

  private static List<Row> reference(Embeddings rows, int k) {
    List<Row> all = new ArrayList<>();
    for (int row = 0; row < rows.count(); row++) {
      int rank = 0;
      for (int other : rows.nearest(row, k)) {
        float cosine = (float) rows.cosine(row, other);
        all.add(RowFactory.create(rows.id(row), rows.id(other), ++rank, cosine));
      }
    }
    return all;
  }

  @Test
  void neighborsOfTwoThousandRowsAreThoseOfAPlainSearch() throws Exception {
    Embeddings rows = Embeddings.random(2000, 40, 3);
    EmbeddingTables.write(rows, path("emb"));
    assertEquals(
        "The 10 nearest of 2,000 rows for each of 2,000 are in %s.".formatted(path("out")),
        new NeighborsJob(request("emb"), Optional.empty(), 10).run());
    List<Row> found = EmbeddingTables.read(path("out"), "id", "rank");
    assertEquals(reference(rows, 10), found);
    assertArrayEquals(
        new String[] {"id", "neighbor_id", "rank", "similarity"},
        found.get(0).schema().fieldNames());
  }

  @Test
  void resultsDoNotGoIntoTheTablesThatAreRead() throws Exception {
    Files.createDirectory(folder.resolve("emb"));
    Files.createDirectory(folder.resolve("queries"));
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("emb"));
    SearchRequest linked = new SearchRequest(path("emb"), path("link/out"), "path", "embedding");
    assertThrows(UserError.class, new NeighborsJob(linked, Optional.empty(), 3)::run);
    for (String table : new String[] {"emb", "queries"}) {
      SearchRequest within =
          new SearchRequest(path("emb"), path(table + "/out"), "path", "embedding");
      NeighborsJob job = new NeighborsJob(within, Optional.of(path("queries")), 3);
      assertEquals(
          "--out %s lies in the table %s, whose next reader would take it for a part of it; name another folder by --out."
              .formatted(path(table + "/out"), path(table)),
          assertThrows(UserError.class, job::run).getMessage());
    }
  }

  @Test
  void blocksAndPartsChangeNothing() {
    Embeddings rows = Embeddings.random(500, 16, 4);
    EmbeddingTables.write(rows, path("emb"));
    EmbeddingTable table = EmbeddingTable.open(TestSpark.session(), path("emb"), request("emb"));
    List<Row> right = reference(rows, 5);
    for (int blocks : new int[] {1, 3, 8}) {
      try (VectorBlocks data = VectorBlocks.packed(table, blocks)) {
        for (int parts : new int[] {1, 2, blocks}) {
          assertEquals(
              right,
              NeighborsJob.neighbors(TestSpark.session(), data, data, 5, parts)
                  .select(col("id"), col("neighbor_id"), col("rank"), col("cosine").cast("float"))
                  .orderBy("id", "rank")
                  .collectAsList(),
              blocks + " blocks, " + parts + " parts");
        }
      }
    }
  }

  @Test
  void queriesMayBeAnotherTableWithIdsOfAnotherType() throws Exception {
    EmbeddingTables.write(
        "SELECT * FROM VALUES (10L, array(1F, 0F)), (9L, array(0F, 2F)), (-3L, null) t(path,"
            + " embedding)",
        path("emb"));
    EmbeddingTables.write("SELECT 9 path, array(0.6D, 0.8D) embedding", path("queries"));
    new NeighborsJob(request("emb"), Optional.of(path("queries")), 3).run();
    assertEquals(
        List.of(RowFactory.create(9, 9L, 1, 0.8f), RowFactory.create(9, 10L, 2, 0.6f)),
        EmbeddingTables.read(path("out"), "id", "rank"));
  }

  @Test
  void equallyNearRowsComeInOrderOfTheirIds() throws Exception {
    EmbeddingTables.write(
        "SELECT id path, array(1F, float(if(id = 7, 1, 0))) embedding FROM range(0, 12, 1, 5)",
        path("emb"));
    new NeighborsJob(request("emb"), Optional.empty(), 3).run();
    assertEquals(
        List.of(0L, 1L, 2L),
        EmbeddingTables.read(path("out"), "id", "rank").stream()
            .filter(row -> row.getLong(0) == 11)
            .map(row -> row.getLong(1))
            .toList());
  }

  @Test
  void coresAndMemoryDecideHowManyBlocksThereAre() {
    assertEquals(1, VectorBlocks.blocks(1, 512, 2));
    assertEquals(4, VectorBlocks.blocks(20_000, 512, 2));
    assertEquals(7, VectorBlocks.blocks(100_000, 512, 2));
    assertEquals(78, VectorBlocks.blocks(1_000_000, 512, 1000));
    assertEquals(2442, VectorBlocks.blocks(10_000_000, 2048, 64));
    assertEquals(3, VectorBlocks.blocks(3, 16_000_000, 2));
  }
}
