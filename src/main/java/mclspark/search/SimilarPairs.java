package mclspark.search;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import mclspark.search.Tiles.Tile;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * The pairs of two blocks that are similar enough, or whose pictures have the same bytes.
 *
 * @param threshold the least cosine
 * @param threads of a product
 */
public record SimilarPairs(double threshold, int threads) {

  /**
   * The least cosine of pictures of the same bytes: batches round a little differently. Pictures
   * that differ may have the same checksum and length, but not the same embedding as well.
   */
  static final double SAME_BYTES = 0.999;

  /** Collects the pairs of two blocks as edges of a graph. */
  private static final class Graph {
    final Forest forest;
    final int[] degrees;
    int[] ends = new int[64];
    int size;

    Graph(int rows) {
      forest = new Forest(rows);
      degrees = new int[rows];
    }

    void add(int a, int b) {
      degrees[a]++;
      degrees[b]++;
      if (forest.join(a, b)) {
        ends = size + 2 > ends.length ? Arrays.copyOf(ends, 2 * ends.length) : ends;
        ends[size++] = a;
        ends[size++] = b;
      }
    }
  }

  /**
   * Looks at all pairs of rows of two blocks of a table; of a block and itself at each pair once.
   *
   * @param firstA number of a's first row in the table
   * @param firstB the same of b
   */
  public PairEdges of(VectorBlock a, int firstA, VectorBlock b, int firstB) {
    boolean same = a.number() == b.number();
    Graph graph = new Graph(same ? a.rows() : a.rows() + b.rows());
    if (a.rows() == 0 || b.rows() == 0) {
      return edges(graph, a.rows(), firstA, firstB);
    }
    TorchEngine engine = TorchEngine.cpu(threads);
    try (Scope scope = Scope.open()) {
      Tensor rows = a.unitRows(engine);
      Tensor columns = same ? rows : b.unitRows(engine);
      Tiles tiles = new Tiles(engine, rows, columns);
      tiles.forEach(same, tile -> look(tiles, tile, a, b, same, graph));
    }
    return edges(graph, a.rows(), firstA, firstB);
  }

  private void look(
      Tiles tiles, Tile tile, VectorBlock a, VectorBlock b, boolean same, Graph graph) {
    double slack = Cosine.slack(a.width());
    float[] bounds = new float[tile.rows()];
    Arrays.fill(bounds, Cosine.below(Math.min(threshold, SAME_BYTES), slack));
    FloatBuffer cosines = tile.values();
    for (long place : tiles.places(tile, bounds)) {
      int row = tile.row() + (int) (place / tile.columns());
      int column = tile.column() + (int) (place % tile.columns());
      boolean sure = cosines.get((int) place) - slack >= threshold;
      if ((!same || row < column) && (sure || isPair(a, row, b, column))) {
        graph.add(row, same ? column : a.rows() + column);
      }
    }
  }

  private boolean isPair(VectorBlock a, int row, VectorBlock b, int column) {
    double cosine = Cosine.of(a, row, b, column);
    return cosine >= threshold || cosine >= SAME_BYTES && haveSameBytes(a, row, b, column);
  }

  private static boolean haveSameBytes(VectorBlock a, int row, VectorBlock b, int column) {
    long content = a.contents()[row];
    return content != VectorBlock.UNKNOWN && content == b.contents()[column];
  }

  private static PairEdges edges(Graph graph, int rowsOfA, int firstA, int firstB) {
    int[] rows =
        IntStream.range(0, graph.degrees.length).filter(i -> graph.degrees[i] > 0).toArray();
    int[] degrees = Arrays.stream(rows).map(i -> graph.degrees[i]).toArray();
    int[] ends = Arrays.copyOf(graph.ends, graph.size);
    return new PairEdges(
        numbers(ends, rowsOfA, firstA, firstB), numbers(rows, rowsOfA, firstA, firstB), degrees);
  }

  private static int[] numbers(int[] rows, int rowsOfA, int firstA, int firstB) {
    return Arrays.stream(rows).map(i -> i < rowsOfA ? firstA + i : firstB + i - rowsOfA).toArray();
  }
}
