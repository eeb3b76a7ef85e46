package mclspark.spark.pictures;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mclspark.UserError;
import mclspark.dataset.PictureNames;
import mclspark.dataset.shards.HuggingFaceFeatures;
import mclspark.dataset.shards.ParquetParts;
import mclspark.dataset.shards.ShardFolder;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkThrowable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A table of pictures as a data frame; opening it reads names and footers, no row. */
public final class PictureTable {

  private static final String PATH = "path";

  /** A batch of the vectorised reader is held in one array, which 4096 pictures may overflow. */
  private static final String BATCH_ROWS = "spark.sql.parquet.columnarReaderBatchSize";

  private final TableRequest request;
  private final Dataset<Row> rows;
  private final PictureColumn picture;
  private final HuggingFaceFeatures features;

  private PictureTable(
      TableRequest request,
      Dataset<Row> rows,
      PictureColumn picture,
      HuggingFaceFeatures features) {
    this.request = request;
    this.rows = rows;
    this.picture = picture;
    this.features = features;
  }

  /**
   * Opens a table; one with versions in the newest, or in that which is asked for.
   *
   * @throws UserError if it cannot be found or read, if it has no column of pictures or several, or
   *     if the condition is no SQL
   */
  public static PictureTable open(
      SparkSession spark, TableRequest wanted, Configuration configuration) {
    readFewAtATime(spark);
    wanted.problem().ifPresent(PictureTable::refuse);
    try {
      for (String place : wanted.data()) {
        requireWhole(place, configuration);
      }
      if (wanted.table().isEmpty()) {
        requireReadable(wanted);
      }
      TableRequest request = PinnedVersion.of(spark, wanted);
      boolean parquet = request.format().equals(Optional.of(TableFormat.PARQUET));
      List<String> files =
          parquet
              ? ParquetParts.list(request.data(), configuration).of(request.split())
              : List.of();
      Dataset<Row> rows = rows(spark, request, files);
      HuggingFaceFeatures features =
          parquet
              ? HuggingFaceFeatures.read(files.get(0), configuration)
              : HuggingFaceFeatures.NONE;
      PictureColumn picture =
          PictureColumn.find(
              rows.schema(), request.imageColumn(), features.images(), request.title());
      if (parquet) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        RowGroups.check(
            context, files, picture.name(), RowGroups.limit(context.getConf()), configuration);
      }
      Dataset<Row> chosen = request.where().isEmpty() ? rows : rows.where(request.where());
      return new PictureTable(request, chosen, picture, features);
    } catch (UserError e) {
      throw e;
    } catch (Exception e) { // Scala throws AnalysisException undeclared
      throw translated(wanted, e);
    }
  }

  /** Whether a path can be read in its format. */
  private static void requireReadable(TableRequest request) {
    TableFormat format = request.format().orElseThrow();
    format.missing().ifPresent(PictureTable::refuse);
    if (format.hasVersions() && request.data().size() != 1) {
      refuse("Give one path for a Delta or Iceberg table, not " + request.title() + ".");
    }
  }

  /** Makes a session read pictures of Parquet files in batches that fit into memory. */
  public static void readFewAtATime(SparkSession spark) {
    spark.conf().set(BATCH_ROWS, "64");
  }

  /**
   * What Spark says of this table, in one sentence: of the first cause. What is neither Spark's nor
   * the storage's comes back as it is.
   */
  public RuntimeException translated(Exception e) {
    return translated(request, e);
  }

  private static RuntimeException translated(TableRequest request, Exception e) {
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    boolean theirs =
        cause instanceof SparkThrowable
            || cause instanceof IOException
            || cause.getClass().getName().startsWith("org.apache.");
    if (!theirs) {
      return e instanceof RuntimeException own ? own : new IllegalStateException(e);
    }
    String first =
        String.valueOf(cause.getMessage())
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .findFirst()
            .orElse("unknown reason");
    return new UserError(
        "%s cannot be read: %s%s".formatted(request.title(), first, first.endsWith(".") ? "" : "."),
        e);
  }

  private static Dataset<Row> rows(SparkSession spark, TableRequest request, List<String> files) {
    if (!request.table().isEmpty()) {
      return request.version().isEmpty()
          ? spark.table(request.table())
          : spark.sql(
              "SELECT * FROM %s VERSION AS OF %s".formatted(request.table(), request.version()));
    }
    TableFormat format = request.format().orElseThrow();
    DataFrameReader reader = spark.read().format(format.word());
    if (!request.version().isEmpty()) {
      reader.option("versionAsOf", request.version());
    }
    if (format == TableFormat.BINARY_FILE) {
      reader.option("recursiveFileLookup", "true").option("pathGlobFilter", PictureNames.pattern());
    }
    if (format.hasVersions()) {
      return reader.load(request.data().get(0));
    }
    if (format == TableFormat.BINARY_FILE) {
      return reader.load(request.data().toArray(String[]::new));
    }
    if (request.data().size() == 1 && isFolder(spark, request.data().get(0))) {
      reader.option("basePath", request.data().get(0)); // folders named KEY=VALUE are columns
    }
    return reader.load(files.toArray(String[]::new));
  }

  private static boolean isFolder(SparkSession spark, String place) {
    Path path = new Path(place);
    try {
      FileSystem files = StoredFiles.fileSystem(path, spark.sparkContext().hadoopConfiguration());
      return files.exists(path) && files.getFileStatus(path).isDirectory();
    } catch (IOException e) {
      throw StoredFiles.cannotRead(place + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /** Something must lie there, and if it is a set of shards, it must be finished. */
  private static void requireWhole(String place, Configuration configuration) throws IOException {
    Path path = new Path(place);
    FileSystem files = StoredFiles.fileSystem(path, configuration);
    if (ParquetParts.found(files, path).isEmpty()) {
      throw new UserError("The data " + place + " do not exist; check the path.");
    }
    ShardFolder shards = new ShardFolder(place);
    if (files.exists(path) && files.exists(shards.shards()) && !shards.isFinished(configuration)) {
      throw new UserError(place + " holds a set of shards that is not finished; prepare it again.");
    }
  }

  private static void refuse(String sentence) {
    throw new UserError(sentence);
  }

  /** The rows that fulfil the condition, with all columns of the table. */
  public Dataset<Row> rows() {
    return rows;
  }

  /** Which columns the table has. */
  public StructType schema() {
    return rows.schema();
  }

  /** The column of pictures. */
  public PictureColumn picture() {
    return picture;
  }

  /** Which rows these are: with the version that is read, where the table has versions. */
  public TableRequest request() {
    return request;
  }

  /** How messages call the table. */
  public String title() {
    return request.title();
  }

  /** The columns that the files' writer calls labels; empty if it says nothing. */
  public List<String> labelColumns() {
    return List.copyOf(features.labels().keySet());
  }

  /** The names that the files' writer gives the numbers of a column; empty if it says nothing. */
  public List<String> classNames(String column) {
    return features.labels().getOrDefault(column, List.of());
  }

  /** The pictures' bytes; null where there are none. */
  public Column bytes() {
    return picture.bytes();
  }

  /**
   * What names a picture: the column asked for, the struct's path or the column {@code path}; empty
   * if there is none.
   *
   * @throws UserError if the column asked for is not there
   */
  public Optional<Column> id() {
    String asked = request.idColumn();
    if (asked.equals(TableRequest.NAME_BY_CONTENT)) {
      return Optional.empty();
    }
    if (!asked.isEmpty()) {
      require(asked);
      return Optional.of(functions.col(PictureColumn.quoted(asked)).cast(DataTypes.StringType));
    }
    if (picture.struct()) {
      return Optional.of(picture.path());
    }
    return Stream.of(schema().fields())
        .filter(field -> field.name().equals(PATH) && field.dataType().equals(DataTypes.StringType))
        .findFirst()
        .map(field -> functions.col(PATH));
  }

  /**
   * Checks that a column is there.
   *
   * @throws UserError if not
   */
  public void require(String column) {
    if (!Arrays.asList(schema().fieldNames()).contains(column)) {
      throw new UserError(
          "%s has no column %s; its columns are %s."
              .formatted(title(), column, String.join(", ", schema().fieldNames())));
    }
  }
}
