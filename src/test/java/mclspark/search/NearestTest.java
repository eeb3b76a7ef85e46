package mclspark.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import mclspark.search.Nearest.Neighbor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearestTest {

  private List<Neighbor> nearest(Embeddings rows, int k, int queryRows, int dataRows) {
    List<Neighbor> found = new ArrayList<>();
    for (int q = 0; q < rows.count(); q += queryRows) {
      VectorBlock queries = rows.block(q, Math.min(rows.count(), q + queryRows));
      Nearest nearest = new Nearest(queries, k, 1);
      for (int d = 0; d < rows.count(); d += dataRows) {
        VectorBlock data = rows.block(d, Math.min(rows.count(), d + dataRows));
        nearest.look(data, d, queryRows == dataRows && q == d);
      }
      found.addAll(nearest.neighbors());
    }
    return found;
  }

  private static List<Neighbor> reference(Embeddings rows, int k) {
    List<Neighbor> found = new ArrayList<>();
    for (int row = 0; row < rows.count(); row++) {
      int rank = 0;
      for (int other : rows.nearest(row, k)) {
        double cosine = rows.cosine(row, other);
        found.add(new Neighbor(rows.id(row), rows.id(other), other, ++rank, cosine));
      }
    }
    return found;
  }

  private static void assertSame(List<Neighbor> expected, List<Neighbor> found) {
    assertEquals(expected.size(), found.size());
    for (int i = 0; i < expected.size(); i++) {
      Neighbor right = expected.get(i);
      Neighbor is = found.get(i);
      assertEquals(right.similarity(), is.similarity(), 1e-14, right.id());
      assertEquals(
          right,
          new Neighbor(is.id(), is.neighborId(), is.neighbor(), is.rank(), right.similarity()));
    }
  }

  @ParameterizedTest
  @CsvSource({"10, 2000", "10, 613", "1, 100", "50, 1024"})
  void neighborsAreThoseOfAPlainSearchInDoublePrecision(int k, int blockRows) {
    Embeddings rows = Embeddings.random(2000, 67, 5);
    assertSame(reference(rows, k), nearest(rows, k, blockRows, blockRows));
  }

  @Test
  void blocksChangeNoBit() {
    Embeddings rows = Embeddings.random(700, 128, 6);
    assertEquals(nearest(rows, 7, 700, 700), nearest(rows, 7, 97, 97));
  }

  @Test
  void fewRowsHaveFewNeighbors() {
    Embeddings rows = Embeddings.random(4, 8, 7);
    assertSame(reference(rows, 10), nearest(rows, 10, 2, 2));
  }

  @Test
  void rowsOfAnotherTableMayBeNeighborsOfTheirEquals() {
    Embeddings rows = Embeddings.random(40, 8, 8);
    Nearest nearest = new Nearest(rows.block(0, 1), 1, 1);
    nearest.look(rows.block(0, 40), 0, false);
    assertEquals(List.of(new Neighbor(rows.id(0), rows.id(0), 0, 1, 1.0)), nearest.neighbors());
  }

  @Test
  void hugeAndTinyEmbeddingsHaveDirectionsToo() {
    BlockBuilder builder = new BlockBuilder("table", "path", 2);
    builder.add("huge", new float[] {3e38f, 3e38f}, VectorBlock.UNKNOWN);
    builder.add("other", new float[] {1, -1}, VectorBlock.UNKNOWN);
    builder.add("tiny", new float[] {1e-45f, 1e-45f}, VectorBlock.UNKNOWN);
    VectorBlock block = builder.build(0);
    Nearest nearest = new Nearest(block, 1, 1);
    nearest.look(block, 0, true);
    assertEquals(
        List.of("tiny", "huge", "huge"),
        nearest.neighbors().stream().map(Neighbor::neighborId).toList());
  }
}
