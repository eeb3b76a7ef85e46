package mclspark.spark.prepare;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mclspark.UserError;
import mclspark.dataset.shards.ShardFolder;
import mclspark.dataset.shards.ShardSet;
import mclspark.dataset.shards.WrittenShard;
import mclspark.pipeline.BadPictures;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Counts what shards hold, by data frames: with the plugin, on the GPU. */
final class ShardCensus {

  private ShardCensus() {}

  /**
   * Pictures of each class, in order of label ids, those without one first: what Spark reads of the
   * shards.
   */
  static Dataset<Row> frame(SparkSession spark, ShardFolder folder) {
    return spark
        .read()
        .parquet(folder.shards().toString())
        .groupBy("label", "class")
        .agg(count(lit(1)).as("pictures"), countDistinct("index").as("places"))
        .orderBy("label");
  }

  /**
   * What the shards hold.
   *
   * @param unlabelled pictures without a label
   * @param pictures of each class, by its name
   */
  record Counts(long unlabelled, Map<String, Long> pictures) {

    /** All classes with their counts, those without a readable picture too. */
    List<ShardSet.ClassEntry> entries(List<String> names) {
      return names.stream()
          .map(name -> new ShardSet.ClassEntry(name, pictures.getOrDefault(name, 0L)))
          .toList();
    }
  }

  /**
   * Counts, and compares with what the tasks have written.
   *
   * @throws UserError if nothing was written, or if the storage gives back something else
   */
  static Counts of(
      SparkSession spark, ShardFolder folder, List<WrittenShard> written, BadPictures rejects) {
    long wanted = written.stream().mapToLong(WrittenShard::pictures).sum();
    if (wanted == 0) {
      throw new UserError(
          "None of the %d pictures can be read, the first being %s; check the data."
              .formatted(rejects.count(), rejects.list().get(0).path()));
    }
    List<Row> rows = frame(spark, folder).collectAsList();
    long pictures = rows.stream().mapToLong(row -> row.getLong(2)).sum();
    long places = rows.stream().mapToLong(row -> row.getLong(3)).sum();
    if (pictures != wanted || places != wanted) {
      throw new UserError(
          "%s holds %d pictures at %d places, but %d were written; check the storage and prepare again."
              .formatted(folder.shards(), pictures, places, wanted));
    }
    long unlabelled = 0;
    Map<String, Long> classes = new HashMap<>();
    for (Row row : rows) {
      if (row.isNullAt(0)) {
        unlabelled += row.getLong(2);
      } else {
        classes.put(row.getString(1), row.getLong(2));
      }
    }
    return new Counts(unlabelled, classes);
  }
}
