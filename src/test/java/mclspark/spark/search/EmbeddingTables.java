package mclspark.spark.search;

import java.util.ArrayList;
import java.util.List;
import mclspark.search.Embeddings;
import mclspark.spark.TestSpark;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Tables of embeddings as files. */
final class EmbeddingTables {

  private EmbeddingTables() {}

  /** Writes columns path and embedding, in no order, as three files. */
  static void write(Embeddings embeddings, String path) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < embeddings.count(); i++) {
      int row = (int) ((i * 7919L) % embeddings.count());
      rows.add(RowFactory.create(embeddings.id(row), boxed(embeddings.row(row))));
    }
    StructType schema =
        new StructType()
            .add("path", DataTypes.StringType)
            .add("embedding", DataTypes.createArrayType(DataTypes.FloatType));
    TestSpark.session().createDataFrame(rows, schema).repartition(3).write().parquet(path);
  }

  /** Writes what a query yields. */
  static void write(String sql, String path) {
    TestSpark.session().sql(sql).write().parquet(path);
  }

  /** Sorted rows of a table. */
  static List<Row> read(String path, String... order) {
    return TestSpark.session().read().parquet(path).orderBy(order[0], tail(order)).collectAsList();
  }

  private static String[] tail(String... words) {
    return List.of(words).subList(1, words.length).toArray(String[]::new);
  }

  private static Float[] boxed(float... values) {
    Float[] boxed = new Float[values.length];
    for (int i = 0; i < values.length; i++) {
      boxed[i] = values[i];
    }
    return boxed;
  }
}
