package mclspark.search;

import java.util.ArrayList;
import java.util.List;
import mclspark.UserError;

/** Packs the rows of a table, sorted by id, into a block. */
public final class BlockBuilder {

  private final String table;
  private final String idColumn;
  private final int width;
  private final List<String> ids = new ArrayList<>();
  private final List<float[]> rows = new ArrayList<>();
  private final List<Double> norms = new ArrayList<>();
  private final List<Long> contents = new ArrayList<>();
  private String last;
  private int leftOut;

  /**
   * Starts a block.
   *
   * @param table its path, for messages
   * @param width numbers of an embedding
   */
  public BlockBuilder(String table, String idColumn, int width) {
    this.table = table;
    this.idColumn = idColumn;
    this.width = width;
  }

  /**
   * Adds a row.
   *
   * @param id null is refused, and so is that of the row before
   * @param embedding null leaves the row out
   * @param content of the picture, from {@link VectorBlock#content}
   * @throws UserError if the row cannot be used
   */
  public void add(String id, float[] embedding, long content) {
    if (id == null) {
      throw new UserError(
          "%s has a row whose %s is null; name a column with an id in every row by --id-column, or leave such rows out of the table."
              .formatted(table, idColumn));
    }
    if (id.equals(last)) {
      throw new UserError(
          "%s has %s '%s' twice; ids must differ: leave one of the rows out, or name another column by --id-column."
              .formatted(table, idColumn, id));
    }
    last = id;
    if (embedding == null) {
      leftOut++;
      return;
    }
    ids.add(id);
    rows.add(embedding);
    norms.add(norm(id, embedding));
    contents.add(content);
  }

  private double norm(String id, float[] embedding) {
    if (embedding.length != width) {
      throw unusable(
          id,
          "has %d numbers, but that of another row has %d; embed all pictures by one model"
              .formatted(embedding.length, width));
    }
    double squares = 0;
    for (float value : embedding) {
      squares += (double) value * value;
    }
    if (!Double.isFinite(squares)) {
      throw unusable(id, "holds a number that is not finite; embed this picture again");
    }
    if (squares == 0) {
      throw unusable(id, "is all zeros, which has no direction; make it null to leave the row out");
    }
    return Math.sqrt(squares);
  }

  /** The error for a row's embedding. */
  public UserError unusable(String id, String why) {
    return new UserError("%s: the embedding of %s '%s' %s.".formatted(table, idColumn, id, why));
  }

  /**
   * The block of all rows added.
   *
   * @param number its place among the blocks of the table
   */
  public VectorBlock build(int number) {
    float[] values = new float[Math.multiplyExact(rows.size(), width)];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, values, i * width, width);
    }
    return new VectorBlock(
        number,
        ids.toArray(String[]::new),
        values,
        norms.stream().mapToDouble(Double::doubleValue).toArray(),
        contents.stream().mapToLong(Long::longValue).toArray(),
        leftOut);
  }
}
