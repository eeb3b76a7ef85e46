package mclspark.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import java.util.ArrayList;
import java.util.List;
import mclspark.UserError;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The pictures of a data set as a data frame: item (position in the data set, from 0), path,
 * record, label, class_index. The driver makes it and counts and partitions with it; workers get
 * none of it.
 */
public final class DataListing {

  private static final StructType SCHEMA =
      new StructType()
          .add("item", DataTypes.LongType, false)
          .add("path", DataTypes.StringType, false)
          .add("record", DataTypes.LongType, false)
          .add("label", DataTypes.StringType, false)
          .add("class_index", DataTypes.IntegerType, false);

  private final Dataset<Row> items;
  private final long size;

  private DataListing(Dataset<Row> items, long size) {
    this.items = items;
    this.size = size;
  }

  /**
   * Lists the pictures of a data set.
   *
   * @param pictures all pictures, in the order of the data set
   * @throws UserError if there is none, or if a class index has two labels
   */
  public static DataListing of(SparkSession spark, List<ListedItem> pictures) {
    if (pictures.isEmpty()) {
      throw new UserError("The data set is empty: it has no picture to list.");
    }
    List<Row> rows = new ArrayList<>(pictures.size());
    for (ListedItem picture : pictures) {
      rows.add(
          RowFactory.create(
              (long) rows.size(),
              picture.path(),
              picture.record(),
              picture.label(),
              picture.classIndex()));
    }
    DataListing listing = new DataListing(spark.createDataFrame(rows, SCHEMA), rows.size());
    listing.checkLabels();
    return listing;
  }

  /** All pictures, one row each. */
  public Dataset<Row> items() {
    return items;
  }

  /** Number of pictures. */
  public long size() {
    return size;
  }

  /** Classes in order of their index, with the number of their pictures. */
  public List<ClassCount> classCounts() {
    return items
        .groupBy("class_index", "label")
        .agg(count(lit(1)).as("images"))
        .orderBy("class_index")
        .collectAsList()
        .stream()
        .map(row -> new ClassCount(row.getInt(0), row.getString(1), row.getLong(2)))
        .toList();
  }

  /**
   * Cuts the data set into parts of consecutive pictures whose sizes differ by at most one: the
   * ranges of records that each part reads, as part, path, first_record, last_record, images.
   */
  public Dataset<Row> ranges(int parts) {
    if (parts < 1) {
      throw new IllegalArgumentException("parts is %d; it must be >= 1".formatted(parts));
    }
    return items
        .withColumn("part", partOf(parts))
        .groupBy("part", "path")
        .agg(
            min("record").as("first_record"),
            max("record").as("last_record"),
            count(lit(1)).as("images"),
            min("item").as("first_item"))
        .orderBy("part", "first_item")
        .drop("first_item");
  }

  /** Part p holds the items from floor(p * size / parts) to just before that of p + 1. */
  private Column partOf(int parts) {
    return expr("cast((((item + 1) * %d - 1) div %d) as int)".formatted(parts, size));
  }

  private void checkLabels() {
    List<Row> clashes =
        items
            .groupBy("class_index")
            .agg(countDistinct("label").as("labels"), min("label"), max("label"))
            .where(col("labels").gt(1))
            .orderBy("class_index")
            .limit(1)
            .collectAsList();
    if (!clashes.isEmpty()) {
      Row clash = clashes.get(0);
      throw new UserError(
          "Class %d of the data set has %d labels, among them %s and %s; it must have one."
              .formatted(
                  clash.getInt(0), clash.getLong(1), clash.getString(2), clash.getString(3)));
    }
  }
}
