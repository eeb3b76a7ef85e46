package mclspark.spark.tables;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Results as data frames and as files. */
public final class ResultTables {

  private static final StructType RESULTS =
      new StructType()
          .add("peer", DataTypes.StringType, false)
          .add("epoch", DataTypes.IntegerType, false)
          .add("top1", DataTypes.DoubleType, false)
          .add("top5", DataTypes.DoubleType, false)
          .add("loss", DataTypes.DoubleType, false)
          .add("images", DataTypes.LongType, false);

  private static final StructType PREDICTIONS =
      new StructType()
          .add("label", DataTypes.IntegerType, false)
          .add("predicted", DataTypes.IntegerType, false)
          .add("images", DataTypes.LongType, false);

  private ResultTables() {}

  /** Accuracies by peer and epoch, in this order: peer, epoch, top1, top5, loss, images. */
  public static Dataset<Row> results(SparkSession spark, List<ResultRow> results) {
    List<Row> rows =
        results.stream()
            .map(
                result ->
                    RowFactory.create(
                        result.peer(),
                        result.epoch(),
                        result.top1(),
                        result.top5(),
                        result.loss(),
                        result.images()))
            .toList();
    return spark
        .createDataFrame(rows, RESULTS)
        .orderBy(length(col("peer")), col("peer"), col("epoch"));
  }

  /**
   * Confusion matrix as rows label, predicted, images, share; share is of the pictures of that
   * label. Cells without pictures have no row. Counts of several workers are added.
   */
  public static Dataset<Row> confusion(SparkSession spark, List<PredictionCount> counts) {
    List<Row> rows =
        counts.stream()
            .map(count -> RowFactory.create(count.label(), count.predicted(), count.images()))
            .toList();
    spark.createDataFrame(rows, PREDICTIONS).createOrReplaceTempView("predictions");
    return spark.sql(
        """
        SELECT label, predicted, images, images / SUM(images) OVER (PARTITION BY label) AS share
        FROM (
          SELECT label, predicted, SUM(images) AS images
          FROM predictions
          GROUP BY label, predicted
          HAVING SUM(images) > 0)
        ORDER BY label, predicted
        """);
  }

  /**
   * Writes a table to the folders {@code NAME.json} and {@code NAME.parquet} under a folder of any
   * Hadoop file system, one file in each, replacing older ones.
   *
   * @throws mclspark.StorageError if they can't be written
   */
  public static void write(Dataset<Row> table, String folder, String name) {
    Tables.write(table, "json", folder + "/" + name + ".json");
    Tables.write(table, "parquet", folder + "/" + name + ".parquet");
  }
}
