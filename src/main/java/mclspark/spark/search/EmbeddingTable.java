package mclspark.spark.search;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mclspark.UserError;
import mclspark.spark.pictures.PictureColumn;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A table of embeddings that is fit to be searched.
 *
 * @param path for messages
 * @param idColumn for messages
 * @param idType type of its ids
 * @param all the table as it is
 * @param rows columns id, embedding (array of floats), crc32c and length (long or null)
 * @param count rows with and without embedding, at least 1
 * @param width numbers of an embedding
 * @param provenance what made the embeddings, if the table says it
 */
record EmbeddingTable(
    String path,
    String idColumn,
    DataType idType,
    Dataset<Row> all,
    Dataset<Row> rows,
    long count,
    int width,
    Optional<Provenance> provenance) {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddingTable.class);

  /**
   * Opens a table.
   *
   * @throws UserError if it cannot be read, lacks a column, has one of another type, holds the
   *     embeddings of several models, or none
   */
  static EmbeddingTable open(SparkSession session, String path, SearchRequest request) {
    Dataset<Row> all = read(session, path);
    StructType schema = all.schema();
    StructField id = field(schema, path, request.idColumn(), "--id-column");
    StructField embedding = field(schema, path, request.embeddingColumn(), "--embedding-column");
    check(path, id, embedding);
    Dataset<Row> rows =
        all.select(
            named(id.name()).as("id"),
            named(embedding.name()).cast("array<float>").as("embedding"),
            number(schema, "crc32c"),
            number(schema, "length"));
    Optional<Provenance> provenance = provenance(session, all, path, embedding);
    long count = all.count();
    return new EmbeddingTable(
        path, id.name(), id.dataType(), all, rows, count, width(rows, path, count), provenance);
  }

  private static Dataset<Row> read(SparkSession session, String path) {
    try {
      return session.read().parquet(path);
    } catch (Exception e) { // Scala throws AnalysisException undeclared
      throw new UserError(
          "%s cannot be read as a Parquet table: %s. Name the folder or file that mcl embed has written."
              .formatted(path, firstLine(e).replaceFirst("\\.$", "")),
          e);
    }
  }

  private static String firstLine(Exception failure) {
    String text = String.valueOf(failure.getMessage());
    return text.lines().findFirst().orElse(text).replaceFirst(" SQLSTATE: \\w+$", "");
  }

  private static StructField field(StructType schema, String path, String name, String option) {
    return Arrays.stream(schema.fields())
        .filter(field -> field.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    "%s has no column '%s', but %s; name another one by %s."
                        .formatted(path, name, String.join(", ", schema.fieldNames()), option)));
  }

  private static void check(String path, StructField id, StructField embedding) {
    if (!(id.dataType() instanceof StringType || id.dataType() instanceof IntegralType)) {
      throw new UserError(
          "%s: column '%s' is of type %s; ids must be text or whole numbers, so name another column by --id-column."
              .formatted(path, id.name(), id.dataType().sql().toLowerCase(Locale.ROOT)));
    }
    boolean numbers =
        embedding.dataType() instanceof ArrayType array
            && (array.elementType().equals(DataTypes.FloatType)
                || array.elementType().equals(DataTypes.DoubleType));
    if (!numbers) {
      throw new UserError(
          "%s: column '%s' is of type %s; embeddings must be array<float> or array<double>, so name another column by --embedding-column."
              .formatted(
                  path, embedding.name(), embedding.dataType().sql().toLowerCase(Locale.ROOT)));
    }
  }

  private static Column named(String name) {
    return col(PictureColumn.quoted(name));
  }

  /** What else may tell equal pictures; other columns of that name are another matter. */
  private static Column number(StructType schema, String name) {
    boolean there =
        Arrays.stream(schema.fields())
            .anyMatch(f -> f.name().equals(name) && f.dataType() instanceof IntegralType);
    return (there ? named(name) : lit(null)).cast("long").as(name);
  }

  /** A table that Spark has written again has lost its footers' keys, but not its columns'. */
  private static Optional<Provenance> provenance(
      SparkSession session, Dataset<Row> all, String path, StructField embedding) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    List<Provenance> found = new ArrayList<>(Provenance.of(spark, all.inputFiles()));
    if (found.isEmpty() && embedding.metadata().contains(Provenance.KEY)) {
      found.add(new Provenance(embedding.metadata().getString(Provenance.KEY)));
    }
    for (Provenance other : found) {
      found
          .get(0)
          .difference(other)
          .ifPresent(
              difference -> {
                throw new UserError(
                    "%s holds embeddings of several models (%s), which cannot be compared; embed all pictures by one."
                        .formatted(path, difference));
              });
    }
    if (found.isEmpty()) {
      LOG.warn("{} does not say which model made its embeddings; that is yours to know", path);
    }
    return found.stream().findFirst();
  }

  private static int width(Dataset<Row> rows, String path, long count) {
    List<Row> first =
        rows.where(col("embedding").isNotNull())
            .select(size(col("embedding")))
            .limit(1)
            .collectAsList();
    if (first.isEmpty()) {
      throw new UserError(
          count == 0
              ? path + " has no rows; embed some pictures first."
              : String.format(
                  Locale.ROOT,
                  "%s has %,d rows, all without an embedding; its column embedding_error may say"
                      + " why.",
                  path,
                  count));
    }
    int width = first.get(0).getInt(0);
    if (width == 0) {
      throw new UserError(path + " has embeddings of no numbers; embed the pictures again.");
    }
    return width;
  }

  /**
   * Refuses another table whose embeddings cannot be compared with these.
   *
   * @throws UserError if they differ in length or in what made them
   */
  void requireComparable(EmbeddingTable other) {
    if (width != other.width) {
      throw new UserError(
          "The embeddings of %s have %d numbers and those of %s %d; embed both by one model."
              .formatted(path, width, other.path, other.width));
    }
    if (provenance.isPresent() && other.provenance.isPresent()) {
      provenance
          .get()
          .difference(other.provenance.get())
          .ifPresent(
              difference -> {
                throw new UserError(
                    "%s and %s were made by different models (%s), so their embeddings cannot be compared; embed both by one model."
                        .formatted(path, other.path, difference));
              });
    }
  }
}
