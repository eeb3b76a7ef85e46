package mclspark.search;

import java.nio.FloatBuffer;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/** The product of two blocks in tiles, which stay in the processor's cache until looked at. */
final class Tiles {

  /** Rows of a tile; its columns are rows of the other block. */
  static final int ROWS = 256;

  static final int COLUMNS = 1024;

  private final TorchEngine engine;
  private final Tensor rows;
  private final Tensor columns;

  /**
   * A tile.
   *
   * @param row the first, in its block
   * @param column the first, in the other block
   */
  record Tile(int row, int column, Tensor cosines) {

    /** The cosines, row-major, as long as the tile is there. */
    FloatBuffer values() {
      return cosines.hostView().asFloatBuffer();
    }

    int rows() {
      return (int) cosines.size(0);
    }

    int columns() {
      return (int) cosines.size(1);
    }
  }

  /** Looks at a tile within the scope that owns it. */
  @FunctionalInterface
  interface Visitor {
    void visit(Tile tile);
  }

  /** Takes unit rows of two blocks, which must stay open. */
  Tiles(TorchEngine engine, Tensor rows, Tensor columns) {
    this.engine = engine;
    this.rows = rows;
    this.columns = columns;
  }

  /**
   * Computes all tiles, row by row.
   *
   * @param upper whether to leave out tiles without any place right of the diagonal
   */
  void forEach(boolean upper, Visitor visitor) {
    for (int row = 0; row < rows.size(0); row += ROWS) {
      for (int column = 0; column < columns.size(0); column += COLUMNS) {
        if (!upper || column + COLUMNS > row) {
          visit(row, column, visitor);
        }
      }
    }
  }

  private void visit(int row, int column, Visitor visitor) {
    try (Scope scope = Scope.open()) {
      Tensor some = Ops.rows(rows, row, Math.min(ROWS, rows.size(0) - row));
      Tensor others = Ops.rows(columns, column, Math.min(COLUMNS, columns.size(0) - column));
      visitor.visit(new Tile(row, column, Ops.matmulTransposed(some, others)));
    }
  }

  /**
   * Places of a tile whose cosine is at least their row's bound: row * columns + column, ascending.
   *
   * @param bounds [rows of the tile]
   */
  long[] places(Tile tile, float[] bounds) {
    return Ops.placesAtLeast(tile.cosines(), engine.floats(bounds, tile.rows(), 1)).toLongs();
  }
}
