package mclspark.spark.tables;

import java.io.IOException;
import mclspark.StorageError;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;

/** Writes small tables by Spark. */
final class Tables {

  private Tables() {}

  /**
   * Writes a table as one file in a folder of any Hadoop file system, in place of an older one.
   *
   * @param format of Spark's data sources, such as json
   * @throws StorageError if the storage fails
   */
  static void write(Dataset<Row> table, String format, String folder) {
    try {
      table.coalesce(1).write().mode(SaveMode.Overwrite).format(format).save(folder);
    } catch (Exception e) { // Scala throws SparkException undeclared
      Throwable root = root(e);
      if (!(root instanceof IOException)) {
        throw e;
      }
      throw new StorageError(
          "The table %s can't be written: %s. Mend the storage and give the same command again."
              .formatted(folder, root),
          e);
    }
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
