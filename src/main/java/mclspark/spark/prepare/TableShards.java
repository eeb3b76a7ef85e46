package mclspark.spark.prepare;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import mclspark.UserError;
import mclspark.dataset.shards.KeptColumn;
import mclspark.dataset.shards.ShardOrder;
import mclspark.dataset.shards.ShardSchema;
import mclspark.dataset.shards.WrittenShard;
import mclspark.spark.pictures.PictureColumn;
import mclspark.spark.pictures.PictureTable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Shards of a table. Its rows are counted by their keys first, then shuffled once by Spark, so that
 * each task gets the rows of a shard in the order of their keys: a pure function of names and seed.
 */
final class TableShards implements ShardInputs {

  private final PictureTable table;
  private final TableLabels labels;
  private final List<KeptColumn> kept;
  private final Column key;
  private final TableOrder order;

  private TableShards(
      PictureTable table, TableLabels labels, List<KeptColumn> kept, Column key, TableOrder order) {
    this.table = table;
    this.labels = labels;
    this.kept = kept;
    this.key = key;
    this.order = order;
  }

  /**
   * Counts the rows and finds the labels.
   *
   * @throws UserError if there is no row, or if labels or kept columns are not there
   */
  static TableShards of(
      PictureTable table, TableSource source, ShardOrder order, Configuration configuration) {
    for (String name : source.keepColumns()) {
      if (Collections.frequency(source.keepColumns(), name) > 1) {
        throw new UserError("--keep-columns names %s twice.".formatted(name));
      }
    }
    List<KeptColumn> kept = source.keepColumns().stream().map(name -> kept(table, name)).toList();
    TableLabels labels = TableLabels.of(table, source, configuration);
    Column key = functions.xxhash64(lit(order.seed()), name(table));
    TableOrder counted = new TableOrder(counts(table, key), order);
    if (counted.rows() == 0) {
      throw new UserError(
          "%s has no row%s; check the path and --where."
              .formatted(
                  table.title(),
                  source.request().where().isEmpty()
                      ? ""
                      : " for which " + source.request().where()));
    }
    return new TableShards(table, labels, kept, key, counted);
  }

  /** What names a picture: its id, or a digest of its bytes. */
  private static Column name(PictureTable table) {
    Column content = functions.md5(table.bytes());
    return functions.coalesce(table.id().orElse(content), content, lit(""));
  }

  private static long[] counts(PictureTable table, Column key) {
    long[] counts = new long[1 << TableOrder.BITS];
    table
        .rows()
        .select(functions.shiftrightunsigned(key, Long.SIZE - TableOrder.BITS).as("bucket"))
        .groupBy("bucket")
        .count()
        .collectAsList()
        .forEach(row -> counts[(int) row.getLong(0)] = row.getLong(1));
    return counts;
  }

  private static KeptColumn kept(PictureTable table, String name) {
    table.require(name);
    DataType type = table.schema().apply(name).dataType();
    boolean picture = name.equals(table.picture().name());
    if (type instanceof BinaryType || picture || ShardSchema.isOwn(name)) {
      throw new UserError(
          ShardSchema.isOwn(name)
              ? "--keep-columns names %s, which is the name of a column of every shard; rename yours."
                  .formatted(name)
              : "--keep-columns names %s, which holds bytes; only numbers, booleans and what can be text are kept."
                  .formatted(name));
    }
    return new KeptColumn(name, kind(type));
  }

  private static KeptColumn.Kind kind(DataType type) {
    return switch (type.typeName()) {
      case "boolean" -> KeptColumn.Kind.BOOLEAN;
      case "byte", "short", "integer" -> KeptColumn.Kind.INT;
      case "long" -> KeptColumn.Kind.LONG;
      case "float" -> KeptColumn.Kind.FLOAT;
      case "double" -> KeptColumn.Kind.DOUBLE;
      default -> KeptColumn.Kind.STRING;
    };
  }

  private Column value(KeptColumn column) {
    Column value = col(PictureColumn.quoted(column.name()));
    DataType type = table.schema().apply(column.name()).dataType();
    return switch (column.kind()) {
      case INT -> value.cast(DataTypes.IntegerType);
      case STRING ->
          type instanceof StructType || type.typeName().matches("array|map|variant")
              ? functions.to_json(value)
              : value.cast(DataTypes.StringType);
      default -> value;
    };
  }

  @Override
  public List<String> classNames() {
    return labels.classNames();
  }

  @Override
  public List<KeptColumn> kept() {
    return kept;
  }

  @Override
  public int shards() {
    return order.shards();
  }

  @Override
  public void run(JavaSparkContext spark, ShardStage stage, Consumer<WrittenShard> each) {
    TableShardTask task =
        new TableShardTask(
            table.title(), order, labels.forTasks(), new ArrayList<>(kept), table.id().isPresent());
    try {
      stage.run(rows().rdd(), task::make, each);
    } catch (UserError e) {
      throw e;
    } catch (Exception e) { // Scala throws it undeclared
      throw table.translated(e);
    }
  }

  /** The rows as {@link TableShardTask} wants them, each shard's in a partition of its own. */
  private Dataset<Row> rows() {
    TableOrder ranges = order;
    UserDefinedFunction shard =
        functions.udf((UDF1<Long, Integer>) ranges::shard, DataTypes.IntegerType);
    List<Column> columns = new ArrayList<>();
    columns.add(key.as(TableShardTask.KEY));
    columns.add(name(table).as(TableShardTask.PATH));
    columns.add(labels.column().as(TableShardTask.LABEL));
    columns.add(table.bytes().as(TableShardTask.BYTES));
    columns.add(outside().as(TableShardTask.OUTSIDE));
    for (int i = 0; i < kept.size(); i++) {
      columns.add(value(kept.get(i)).as("kept" + i));
    }
    return table
        .rows()
        .select(columns.toArray(Column[]::new))
        .withColumn(TableShardTask.SHARD, shard.apply(col(TableShardTask.KEY)))
        .repartitionById(order.shards(), col(TableShardTask.SHARD))
        .sortWithinPartitions(TableShardTask.KEY, TableShardTask.PATH, TableShardTask.LABEL);
  }

  /** Whether the bytes are null because the picture lies in a file of its own elsewhere. */
  private Column outside() {
    return table.picture().struct() && table.id().isPresent()
        ? table.bytes().isNull().and(table.picture().path().isNotNull())
        : lit(false);
  }
}
