package mclspark.spark.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import mclspark.search.Clustering;
import mclspark.search.Embeddings;
import mclspark.spark.TestSpark;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole searches in local mode. */
@Tag("slow")
final class DedupJobTest {

  @TempDir Path folder;

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private SearchRequest request() {
    return new SearchRequest(path("emb"), path("out"), "path", "embedding");
  }

  /** Of a plain search in double precision. */
  private static Clustering reference(Embeddings rows, double threshold) {
    int[] components = rows.components(threshold);
    int[] degrees = rows.degrees(threshold);
    int[] firsts = IntStream.range(0, rows.count()).filter(i -> components[i] == i).toArray();
    int[] best = new int[rows.count()];
    Arrays.fill(best, -1);
    for (int i = 0; i < rows.count(); i++) {
      int before = best[components[i]];
      best[components[i]] = before < 0 || degrees[i] > degrees[before] ? i : before;
    }
    return new Clustering(
        Arrays.stream(components).map(first -> Arrays.binarySearch(firsts, first)).toArray(),
        Arrays.stream(components).map(first -> best[first]).toArray(),
        firsts.length);
  }

  private static List<Row> table(Embeddings rows, Clustering clustering) {
    List<Row> all = new ArrayList<>();
    for (int row = 0; row < rows.count(); row++) {
      int other = clustering.representatives()[row];
      all.add(
          RowFactory.create(
              rows.id(row),
              (long) clustering.clusters()[row],
              row == other,
              (float) rows.cosine(row, other),
              rows.id(other)));
    }
    return all;
  }

  @Test
  void clustersOfTwoThousandRowsAreThoseOfAPlainSearch() throws Exception {
    Embeddings rows = Embeddings.random(2000, 40, 3);
    EmbeddingTables.write(rows, path("emb"));
    Clustering right = reference(rows, 0.95);
    assertEquals(
        "%d of 2,000 rows are near-duplicates of others; the clusters, and the %,d rows to keep (is_representative), are in %s."
            .formatted(right.duplicates(), right.count(), path("out")),
        new DedupJob(request(), 0.95).run());
    List<Row> found = EmbeddingTables.read(path("out"), "id");
    assertEquals(table(rows, right), found);
    assertArrayEquals(
        new String[] {"id", "cluster_id", "is_representative", "similarity", "representative_id"},
        found.get(0).schema().fieldNames());
  }

  @Test
  void blocksChangeNothing() {
    Embeddings rows = Embeddings.random(500, 16, 4);
    EmbeddingTables.write(rows, path("emb"));
    EmbeddingTable table = EmbeddingTable.open(TestSpark.session(), path("emb"), request());
    Clustering right = reference(rows, 0.9);
    for (int blocks : new int[] {1, 2, 7}) {
      try (VectorBlocks packed = VectorBlocks.packed(table, blocks)) {
        Clustering found = DedupJob.clusters(TestSpark.session(), packed, 0.9);
        assertArrayEquals(right.clusters(), found.clusters());
        assertArrayEquals(right.representatives(), found.representatives());
        assertEquals(
            table(rows, right),
            DedupJob.table(TestSpark.session(), packed, found).orderBy("id").collectAsList());
      }
    }
  }

  @Test
  void picturesOfTheSameBytesBelongTogetherWhateverTheThreshold() throws Exception {
    EmbeddingTables.write(
        """
        SELECT * FROM VALUES
          (1, array(1F, 0F), 77L, 500L),
          (2, array(1F, 0.001F), 77L, 500L),
          (3, array(1F, -0.001F), 77L, 501L),
          (4, array(0F, 1F), 77L, 500L),
          (5, array(1F, 0.002F), null, null)
          t(path, embedding, crc32c, length)
        """,
        path("emb"));
    new DedupJob(request(), 1).run();
    assertEquals(
        List.of(1, 1, 3, 4, 5),
        EmbeddingTables.read(path("out"), "id").stream().map(row -> row.getInt(4)).toList());
  }
}
