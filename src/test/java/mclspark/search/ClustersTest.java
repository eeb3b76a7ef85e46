package mclspark.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClustersTest {

  private Clustering clusters(Embeddings rows, double threshold, int blockRows) {
    Clusters clusters = new Clusters(rows.count());
    SimilarPairs pairs = new SimilarPairs(threshold, 1);
    for (int a = 0; a < rows.count(); a += blockRows) {
      for (int b = a; b < rows.count(); b += blockRows) {
        VectorBlock one = rows.block(a, Math.min(rows.count(), a + blockRows));
        VectorBlock other = rows.block(b, Math.min(rows.count(), b + blockRows));
        clusters.add(pairs.of(one, a, other, b));
      }
    }
    return clusters.clustering();
  }

  /** Of each row, the row of its component with most pairs, of several the first. */
  private static int[] representatives(int[] components, int[] degrees) {
    int[] best = new int[components.length];
    Arrays.fill(best, -1);
    for (int i = 0; i < components.length; i++) {
      int before = best[components[i]];
      best[components[i]] = before < 0 || degrees[i] > degrees[before] ? i : before;
    }
    return Arrays.stream(components).map(component -> best[component]).toArray();
  }

  @ParameterizedTest
  @CsvSource({"0.95, 2000", "0.95, 331", "0.8, 512", "0.99, 1500", "0.5, 700"})
  void clustersAreThoseOfAPlainSearchInDoublePrecision(double threshold, int blockRows) {
    Embeddings rows = Embeddings.random(2000, 33, 9);
    Clustering found = clusters(rows, threshold, blockRows);
    int[] components = rows.components(threshold);
    int[] firsts = IntStream.range(0, 2000).filter(i -> components[i] == i).toArray();
    int[] numbers =
        Arrays.stream(components).map(first -> Arrays.binarySearch(firsts, first)).toArray();
    assertArrayEquals(numbers, found.clusters());
    assertArrayEquals(
        representatives(components, rows.degrees(threshold)), found.representatives());
    assertEquals(firsts.length, found.count());
    assertEquals(2000 - firsts.length, found.duplicates());
  }

  private VectorBlock pair(float[] second, long contentOfFirst, long contentOfSecond) {
    BlockBuilder builder = new BlockBuilder("table", "path", 2);
    builder.add("a", new float[] {1, 0}, contentOfFirst);
    builder.add("b", second, contentOfSecond);
    return builder.build(0);
  }

  private int count(VectorBlock block) {
    Clusters clusters = new Clusters(2);
    clusters.add(new SimilarPairs(1, 1).of(block, 0, block, 0));
    return clusters.clustering().count();
  }

  @Test
  void theSameBytesBelongTogetherThoughTheirEmbeddingsDifferALittle() {
    float[] near = {1, 1e-3f};
    assertEquals(1, count(pair(near, 5, 5)));
    assertEquals(2, count(pair(near, 5, 6)));
    assertEquals(2, count(pair(near, VectorBlock.UNKNOWN, VectorBlock.UNKNOWN)));
  }

  @Test
  void anEqualChecksumAloneJoinsNothing() {
    assertEquals(2, count(pair(new float[] {1, 1}, 5, 5)));
  }

  @Test
  void contentsAreKnownWhereChecksumAndLengthAre() {
    assertEquals(VectorBlock.UNKNOWN, VectorBlock.content(7L, null));
    assertEquals(VectorBlock.UNKNOWN, VectorBlock.content(null, 7L));
    assertEquals(0xFFFFFFFF_00000007L, VectorBlock.content(0xFFFFFFFFL, 7L));
  }
}
