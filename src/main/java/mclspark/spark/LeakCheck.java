package mclspark.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sha2;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import mclspark.UserError;
import mclspark.dataset.CifarFormat;
import mclspark.dataset.DataConfig;
import mclspark.dataset.DataFormat;
import mclspark.dataset.PictureListing;
import mclspark.dataset.PictureRange;
import mclspark.dataset.shards.HuggingFaceFeatures;
import mclspark.dataset.shards.ShardSchema;
import mclspark.run.DataSets;
import mclspark.spark.cluster.ExecutorDeadline;
import mclspark.spark.pictures.PictureColumn;
import mclspark.spark.pictures.PictureTable;
import mclspark.storage.Sha256;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for pictures that are in the training and in the test set, byte for byte, where {@code
 * data.check_leak} asks for it. Tasks read the bytes of folders and of CIFAR's records. Shards have
 * checksums, so only where these meet are bytes compared.
 */
final class LeakCheck {

  private static final Logger LOG = LoggerFactory.getLogger(LeakCheck.class);

  private static final StructType PICTURE =
      new StructType()
          .add("name", DataTypes.StringType, false)
          .add("digest", DataTypes.StringType, false);

  private static final int SHOWN = 3;

  private final SparkSession session;
  private final DataConfig config;
  private final SerializableConfiguration hadoop;

  private LeakCheck(SparkSession session, DataConfig config, Configuration hadoop) {
    this.session = session;
    this.config = config;
    this.hadoop = new SerializableConfiguration(hadoop);
  }

  /**
   * How many test pictures lie in files whose pictures are learnt from: without a look at bytes.
   *
   * @param train the pictures to learn from
   */
  static long sameFiles(PictureListing train, PictureListing test) {
    Map<String, Integer> tested = new HashMap<>();
    test.ranges()
        .forEach(
            range ->
                tested.merge(
                    StoredFiles.real(new Path(range.path())), range.count(), Integer::sum));
    Map<Path, String> folders = new HashMap<>();
    Set<String> both =
        train
            .ranges()
            .map(range -> new Path(range.path()))
            .map(file -> in(folders, file.getParent()) + "/" + file.getName())
            .filter(tested::containsKey)
            .collect(Collectors.toSet());
    return both.stream().mapToLong(tested::get).sum();
  }

  /** A folder behind its links, which are looked at once. */
  private static String in(Map<Path, String> folders, Path folder) {
    return folders.computeIfAbsent(folder, StoredFiles::real);
  }

  /**
   * Compares the pictures, if the configuration asks for it.
   *
   * @param tables starts Spark's tables
   * @param train the pictures to learn from
   * @throws UserError if one of them is a test picture, too
   */
  static void run(
      Supplier<SparkSession> tables,
      DataConfig config,
      PictureListing train,
      Configuration hadoop) {
    if (config.checkLeak()) {
      SparkSession session = tables.get();
      LeakCheck check = new LeakCheck(session, config, hadoop);
      PictureListing test = DataSets.test(config, hadoop);
      LOG.info(
          "data.check_leak: comparing {} training and {} test pictures", train.size(), test.size());
      ExecutorDeadline.during(session, () -> check.compare(train, test));
    }
  }

  private void compare(PictureListing train, PictureListing test) {
    Dataset<Row> both =
        config.format() == DataFormat.SHARDS
            ? ofShards(train, test)
            : joined(read(train), read(test));
    List<Row> rows = both.orderBy("test").collectAsList();
    if (!rows.isEmpty()) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "%,d of the %,d pictures of data.test are also in data.train, such as %s; take them"
                  + " out of one of the sets, or set data.check_leak=false.",
              rows.size(),
              test.size(),
              rows.stream()
                  .limit(SHOWN)
                  .map(row -> row.getString(1) + " (" + row.getString(0) + ")")
                  .collect(Collectors.joining(", "))));
    }
    LOG.info("data.check_leak: no picture is in both sets");
  }

  /** Columns train and test: each test picture that is in training, and one that it equals. */
  private static Dataset<Row> joined(Dataset<Row> train, Dataset<Row> test) {
    Dataset<Row> first = train.groupBy("digest").agg(min("name").as("train"));
    return first.join(test.withColumnRenamed("name", "test"), "digest").select("train", "test");
  }

  private Dataset<Row> ofShards(PictureListing train, PictureListing test) {
    Dataset<Row> first = shards(train);
    Dataset<Row> second = shards(test);
    Dataset<Row> checksums = first.select(ShardSchema.CRC);
    Dataset<Row> met = checksums.intersect(second.select(ShardSchema.CRC)).persist();
    return met.isEmpty()
        ? joined(none(), none())
        : joined(digests(first, met), digests(second, met));
  }

  private Dataset<Row> none() {
    return session.createDataFrame(List.of(), PICTURE);
  }

  private Dataset<Row> shards(PictureListing listing) {
    PictureTable.readFewAtATime(session);
    return session.read().parquet(paths(listing).toArray(String[]::new));
  }

  private static Dataset<Row> digests(Dataset<Row> shards, Dataset<Row> checksums) {
    return shards
        .join(checksums, ShardSchema.CRC, "leftsemi")
        .select(col(ShardSchema.PATH).as("name"), sha2(col(ShardSchema.BYTES), 256).as("digest"));
  }

  private static List<String> paths(PictureListing listing) {
    return listing.ranges().map(PictureRange::path).toList();
  }

  private Dataset<Row> read(PictureListing listing) {
    if (config.format() == DataFormat.PARQUET) {
      return columns(shards(listing), paths(listing).get(0));
    }
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    List<String> paths = paths(listing);
    int tasks = Math.max(1, Math.min(paths.size(), 8 * spark.defaultParallelism()));
    return session.createDataFrame(
        spark.parallelize(paths, tasks).flatMap(reader(config.format(), hadoop)), PICTURE);
  }

  private Dataset<Row> columns(Dataset<Row> rows, String file) {
    List<String> known = HuggingFaceFeatures.read(file, hadoop.value()).images();
    PictureColumn picture =
        PictureColumn.find(rows.schema(), config.imageColumn(), known, config.train());
    return rows.where(picture.bytes().isNotNull())
        .select(
            concat(col("_metadata.file_path"), lit("#"), col("_metadata.row_index")).as("name"),
            sha2(picture.bytes(), 256).as("digest"));
  }

  private static FlatMapFunction<String, Row> reader(
      DataFormat format, SerializableConfiguration hadoop) {
    return path -> {
      Path file = new Path(path);
      try (InputStream in = StoredFiles.fileSystem(file, hadoop.value()).open(file)) {
        return format.isCifar()
            ? records(path, in, cifar(format))
            : List.of(RowFactory.create(path, Sha256.of(in))).iterator();
      } catch (IOException e) {
        throw StoredFiles.cannotRead(path + " cannot be read: " + e.getMessage() + ".", e);
      }
    };
  }

  private static CifarFormat cifar(DataFormat format) {
    return format == DataFormat.CIFAR10 ? CifarFormat.CIFAR10 : CifarFormat.CIFAR100;
  }

  /** The pixels alone, for sets may label a picture differently. */
  private static Iterator<Row> records(String path, InputStream in, CifarFormat format)
      throws IOException {
    List<Row> rows = new ArrayList<>();
    byte[] record = new byte[format.recordBytes()];
    while (in.readNBytes(record, 0, record.length) == record.length) {
      MessageDigest digest = Sha256.start();
      digest.update(record, format.labelBytes(), CifarFormat.PICTURE_BYTES);
      rows.add(RowFactory.create(path + "#" + rows.size(), Sha256.finish(digest)));
    }
    return rows.iterator();
  }
}
