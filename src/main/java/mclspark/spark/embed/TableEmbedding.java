package mclspark.spark.embed;

import java.util.Arrays;
import java.util.Optional;
import mclspark.embed.EmbeddingModel;
import mclspark.spark.pictures.PictureColumn;
import mclspark.storage.Sha256;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;
import scala.reflect.ClassTag$;

/** Adds embeddings to tables. */
public final class TableEmbedding {

  private TableEmbedding() {}

  /**
   * The table with the vectors of its pictures instead of their bytes; nothing is computed before
   * Spark needs it.
   *
   * @param columns of this table, with as many vectors as the model has
   * @param done counts pictures, if somebody wants to know
   */
  public static Dataset<Row> of(
      Dataset<?> table,
      EmbeddingColumns columns,
      EmbeddingModel model,
      EmbedSettings settings,
      Optional<LongAccumulator> done) {
    byte[] bytes = model.bytes();
    SparkSession session = table.sparkSession();
    Broadcast<byte[]> broadcast =
        session.sparkContext().broadcast(bytes, ClassTag$.MODULE$.apply(byte[].class));
    StructType schema = columns.schema(model.provenance());
    EmbedTask task =
        new EmbedTask(
            broadcast,
            Sha256.of(bytes),
            model.provenance().resize(),
            columns.layout(),
            settings,
            done.orElse(null));
    return withMetadata(
        table.select(columns.read()).mapPartitions(task, Encoders.row(schema)), schema);
  }

  /** Spark forgets the columns' metadata on the way through a task. */
  private static Dataset<Row> withMetadata(Dataset<Row> table, StructType schema) {
    return table.select(
        Arrays.stream(schema.fields())
            .map(
                field ->
                    functions
                        .col(PictureColumn.quoted(field.name()))
                        .as(field.name(), field.metadata()))
            .toArray(Column[]::new));
  }
}
