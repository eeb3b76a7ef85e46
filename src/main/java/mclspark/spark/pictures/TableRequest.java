package mclspark.spark.pictures;

import java.util.List;
import java.util.Optional;

/**
 * Which pictures of which table.
 *
 * @param table the name of a table in one of Spark's catalogs; empty for paths
 * @param data folders, files or patterns; empty for a table
 * @param format how paths are stored; of a table its catalog knows it
 * @param version a version of a Delta table or a snapshot of an Iceberg table; empty for the newest
 * @param split the part of a set whose Parquet files are named by parts; empty for all
 * @param where a condition in SQL on the rows; empty for all
 * @param imageColumn the column of the pictures; empty for the only one
 * @param idColumn the column that names the pictures; empty for what the form has, {@link
 *     #NAME_BY_CONTENT} for a name made of their bytes
 */
public record TableRequest(
    String table,
    List<String> data,
    Optional<TableFormat> format,
    String version,
    String split,
    String where,
    String imageColumn,
    String idColumn) {

  /** The id column of those who want none. */
  public static final String NAME_BY_CONTENT = "none";

  /** Copies the list. */
  public TableRequest {
    data = List.copyOf(data);
  }

  /** Paths without any condition. */
  public static TableRequest of(TableFormat format, List<String> data) {
    return new TableRequest("", data, Optional.of(format), "", "", "", "", "");
  }

  /** The same rows in a version of the table. */
  public TableRequest inVersion(String number) {
    return new TableRequest(table, data, format, number, split, where, imageColumn, idColumn);
  }

  /** What contradicts itself, in a sentence. */
  Optional<String> problem() {
    boolean parquet = format.equals(Optional.of(TableFormat.PARQUET));
    boolean versions = !table.isEmpty() || format.filter(TableFormat::hasVersions).isPresent();
    if (!split.isEmpty() && !parquet) {
      return Optional.of("--split is for Parquet files that are named by parts; leave it out.");
    }
    if (!version.isEmpty() && !versions) {
      return Optional.of("--version is for Delta and Iceberg tables; files have none.");
    }
    return Optional.empty();
  }

  /** How messages call it. */
  public String title() {
    return table.isEmpty() ? String.join(", ", data) : "table " + table;
  }
}
