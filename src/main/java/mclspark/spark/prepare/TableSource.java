package mclspark.spark.prepare;

import java.util.List;
import mclspark.spark.pictures.TableRequest;

/**
 * A table to make shards of.
 *
 * @param request which rows of which table
 * @param labels where the labels come from: {@code none}, {@code column}, {@code folder}, or empty
 *     for what the table says
 * @param labelColumn the column of labels; empty for the only one that can be meant
 * @param classNames a file with the name of each number a line; empty for what the table says
 * @param keepColumns columns that the shards keep
 */
public record TableSource(
    TableRequest request,
    String labels,
    String labelColumn,
    String classNames,
    List<String> keepColumns) {

  static final String NONE = "none";
  static final String COLUMN = "column";
  static final String FOLDER = "folder";

  /** Copies the list. */
  public TableSource {
    keepColumns = List.copyOf(keepColumns);
  }
}
