package mclspark.spark.search;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;

import java.util.Arrays;
import java.util.List;
import mclspark.spark.pictures.PictureColumn;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.StringType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many rows of a class two tables have, counted in all their rows.
 *
 * @param label as text; null for rows without one
 * @param reference rows of the older table
 * @param current rows of the newer one
 */
public record ClassCount(String label, long reference, long current) {

  private static final Logger LOG = LoggerFactory.getLogger(ClassCount.class);

  /** Column of labels, as {@code mcl embed} keeps it. */
  private static final String LABEL = "label";

  private static final int MOST = 1000;

  /**
   * Counts, in the order of the labels.
   *
   * @return empty if a table has no column of labels, or if there are more than a page can show
   */
  static List<ClassCount> of(Dataset<Row> old, Dataset<Row> now) {
    if (!hasLabels(old) || !hasLabels(now)) {
      LOG.info(
          "classes are not counted: not both tables have a column '{}' of text or whole numbers",
          LABEL);
      return List.of();
    }
    Column isNew = col("is_new");
    List<Row> counts =
        labels(old, false)
            .union(labels(now, true))
            .groupBy(LABEL)
            .agg(count_if(functions.not(isNew)), count_if(isNew))
            .orderBy(col(LABEL).try_cast("long"), col(LABEL)) // 2 before 10
            .limit(MOST + 1)
            .collectAsList();
    if (counts.size() > MOST) {
      LOG.info("classes are not counted: column '{}' has more than {} values", LABEL, MOST);
      return List.of();
    }
    return counts.stream()
        .map(row -> new ClassCount(row.getString(0), row.getLong(1), row.getLong(2)))
        .toList();
  }

  private static Dataset<Row> labels(Dataset<Row> table, boolean isNew) {
    return table.select(
        col(PictureColumn.quoted(LABEL)).cast("string").as(LABEL),
        functions.lit(isNew).as("is_new"));
  }

  private static boolean hasLabels(Dataset<Row> table) {
    return Arrays.stream(table.schema().fields())
        .anyMatch(field -> field.name().equals(LABEL) && isLabel(field.dataType()));
  }

  private static boolean isLabel(DataType type) {
    return type instanceof StringType || type instanceof IntegralType;
  }
}
