package mclspark.pretrain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import mclspark.UserError;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * Features of training pictures among which the most similar are looked for, in pieces: a million
 * of them are more than one Java array or buffer can hold.
 */
final class NeighbourBank {

  /** Floats of a piece: its copy on the way to the engine takes four times as many bytes. */
  private static final int PIECE_FLOATS = 1 << 27;

  /** Rows of a piece, which bound the similarities of a batch. */
  private static final int PIECE_ROWS = 1 << 18;

  private final List<Piece> pieces = new ArrayList<>();
  private final int size;

  /** Rows of the bank from {@code first} on: [rows, F]. */
  private record Piece(int first, Tensor rows) {}

  /**
   * The most similar rows of each query, most similar first.
   *
   * @param values similarities, [b * k]
   * @param rows places in the bank, [b * k]
   */
  record Nearest(float[] values, int[] rows) {}

  private NeighbourBank(int size) {
    this.size = size;
  }

  /** Copies features into the engine; they live in the present scope. */
  static NeighbourBank of(TorchEngine engine, Features features, int width) {
    return of(engine, features, width, pieceRows(width));
  }

  static NeighbourBank of(TorchEngine engine, Features features, int width, int pieceRows) {
    int size = features.rows().length;
    NeighbourBank bank = new NeighbourBank(size);
    for (long first = 0; first < size; first += pieceRows) {
      int from = (int) first;
      int to = (int) Math.min(size, first + pieceRows);
      Tensor rows = engine.floats(features.flat(from, to, width), to - from, width);
      bank.pieces.add(new Piece(from, rows));
    }
    return bank;
  }

  /** Rows of one piece. */
  static int pieceRows(int width) {
    return Math.max(1, Math.min(PIECE_ROWS, PIECE_FLOATS / width));
  }

  /** Queries that may be asked together, of at most {@code wanted}. */
  static int queries(int wanted, int k) {
    return Math.max(1, Math.min(wanted, PIECE_FLOATS / k));
  }

  /**
   * Refuses a bank that does not fit into the heap, before the first epoch is trained.
   *
   * @param heap bytes that this process may have
   * @throws UserError with the largest number of pictures that fits
   */
  static void check(long pictures, int width, long heap) {
    long row = (long) width * Float.BYTES + 48; // an array with its header, its reference, two ints
    long piece = (long) Float.BYTES * pieceRows(width) * width;
    long most = Math.max(0, (heap / 10 * 8 - piece) / row);
    if (pictures > most) {
      throw new UserError(
          ("knn.max_pictures: %,d pictures with %d features each take %,d MiB, but the heap of a"
                  + " worker has %,d MiB, into which at most %,d fit. Choose a smaller number, or"
                  + " more memory: spark.executor.memory, on one machine spark.driver.memory.")
              .formatted(pictures, width, pictures * row >> 20, heap >> 20, most));
    }
  }

  /** Looks for the {@code k} most similar rows of each query. */
  Nearest nearest(Tensor queries, int k) {
    if (pieces.size() == 1) {
      return nearest(pieces.get(0), queries, k);
    }
    List<Nearest> found = new ArrayList<>();
    for (Piece piece : pieces) {
      try (Scope scope = Scope.open()) {
        found.add(nearest(piece, queries, (int) Math.min(k, piece.rows().size(0))));
      }
    }
    return merged(found, (int) queries.size(0), Math.min(k, size));
  }

  private static Nearest nearest(Piece piece, Tensor queries, int k) {
    Tensor similarity = Ops.matmulTransposed(queries, piece.rows()); // [b, rows]
    long[] rows = Ops.topIndices(similarity, k).toLongs();
    float[] values = Ops.topValues(similarity, k).toFloats();
    int[] places = new int[rows.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = piece.first() + (int) rows[i];
    }
    return new Nearest(values, places);
  }

  /** Of equally similar rows the earlier ones, as they come. */
  private static Nearest merged(List<Nearest> found, int queries, int k) {
    Nearest all = new Nearest(new float[queries * k], new int[queries * k]);
    for (int query = 0; query < queries; query++) {
      List<Integer> order = new ArrayList<>();
      List<Float> values = new ArrayList<>();
      List<Integer> rows = new ArrayList<>();
      for (Nearest part : found) {
        int each = part.rows().length / queries;
        for (int i = query * each; i < (query + 1) * each; i++) {
          values.add(part.values()[i]);
          rows.add(part.rows()[i]);
        }
      }
      IntStream.range(0, values.size()).forEach(order::add);
      order.sort(Comparator.comparing(values::get, Comparator.reverseOrder()));
      for (int i = 0; i < k; i++) {
        all.values()[query * k + i] = values.get(order.get(i));
        all.rows()[query * k + i] = rows.get(order.get(i));
      }
    }
    return all;
  }
}
