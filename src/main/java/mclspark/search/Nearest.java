package mclspark.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mclspark.search.Tiles.Tile;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/** The k most similar rows of each row of a block, among the blocks that it is shown. */
public final class Nearest {

  private final TorchEngine engine;
  private final VectorBlock queries;
  private final int k;
  private final double slack;
  private final Best[] best; // [rows of the block]

  /**
   * A neighbour.
   *
   * @param id of the row
   * @param neighborId of its neighbour
   * @param neighbor number of the neighbour, which orders equally similar ones
   * @param rank from 1
   * @param similarity cosine
   */
  public record Neighbor(String id, String neighborId, int neighbor, int rank, double similarity) {}

  /**
   * Knows no neighbour yet.
   *
   * @param queries the rows whose neighbours are looked for
   * @param k how many
   * @param threads of a product
   */
  public Nearest(VectorBlock queries, int k, int threads) {
    engine = TorchEngine.cpu(threads);
    this.queries = queries;
    this.k = k;
    slack = Cosine.slack(queries.width());
    best = new Best[queries.rows()];
    Arrays.setAll(best, row -> new Best(k));
  }

  /**
   * Looks for neighbours in a block.
   *
   * @param first number of its first row in the table
   * @param itself whether it is the block of the queries, whose rows are not their own neighbours
   */
  public void look(VectorBlock data, int first, boolean itself) {
    if (queries.rows() == 0 || data.rows() == 0) {
      return;
    }
    try (Scope scope = Scope.open()) {
      Tensor rows = queries.unitRows(engine);
      Tensor columns = itself ? rows : data.unitRows(engine);
      Tiles tiles = new Tiles(engine, rows, columns);
      tiles.forEach(false, tile -> look(tiles, tile, data, first, itself));
    }
  }

  private void look(Tiles tiles, Tile tile, VectorBlock data, int first, boolean itself) {
    for (long place : tiles.places(tile, bounds(tile))) {
      int row = tile.row() + (int) (place / tile.columns());
      int column = tile.column() + (int) (place % tile.columns());
      if (!itself || row != column) {
        double similarity = Cosine.of(queries, row, data, column);
        best[row].offer(similarity, first + column, data.ids()[column]);
      }
    }
  }

  /**
   * What a float of the tile must be for its pair to matter: no less than the k-th best pair known,
   * and where too few are known, than the k-th largest float of the tile and its slack, for at
   * least k pairs are no less than that.
   */
  private float[] bounds(Tile tile) {
    float[] bounds = new float[tile.rows()];
    boolean full = true;
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = Cosine.below(best[tile.row() + i].least(), slack);
      full &= best[tile.row() + i].size() == k;
    }
    int most = k + 1; // one of them may be the row itself
    if (!full && tile.columns() > most) {
      float[] top = Ops.topValues(tile.cosines(), most).toFloats();
      for (int i = 0; i < bounds.length; i++) {
        float kth = Cosine.below(top[i * most + k], 2 * slack);
        bounds[i] = Math.max(bounds[i], kth);
      }
    }
    return bounds;
  }

  /** The neighbours found, row by row, the most similar first. */
  public List<Neighbor> neighbors() {
    List<Neighbor> neighbors = new ArrayList<>();
    for (int row = 0; row < best.length; row++) {
      Best found = best[row];
      for (int i = 0; i < found.size(); i++) {
        neighbors.add(
            new Neighbor(
                queries.ids()[row], found.id(i), found.number(i), i + 1, found.similarity(i)));
      }
    }
    return neighbors;
  }
}
