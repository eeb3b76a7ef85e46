package mclspark.spark.pictures;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import mclspark.UserError;
import mclspark.dataset.shards.HuggingFaceFeatures;
import mclspark.spark.cluster.SparkMaster;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple3;

/**
 * What the footers of Parquet files must agree on: row groups that a task can hold, of which it
 * reads one as a whole, and one meaning of labels.
 */
final class RowGroups {

  private static final int MOST_TASKS = 64;
  private static final int PART_OF_HEAP = 2;
  private static final String ONE_GIBIBYTE = "1g";

  private RowGroups() {}

  /** Bytes of a row group that a task can hold with these settings. */
  static long limit(SparkConf conf) {
    SparkMaster master = SparkMaster.of(conf);
    long heap =
        master.isLocal()
            ? Runtime.getRuntime().maxMemory()
            : conf.getSizeAsBytes("spark.executor.memory", ONE_GIBIBYTE);
    int tasks =
        master.isLocal()
            ? Runtime.getRuntime().availableProcessors()
            : conf.getInt("spark.executor.cores", 1);
    return heap / tasks / PART_OF_HEAP;
  }

  /**
   * Reads all footers, by tasks.
   *
   * @param column the top of the column of pictures
   * @param limit bytes that its part of a row group may have
   * @throws UserError naming the file with the largest row group, if that is too large
   */
  static void check(
      JavaSparkContext spark,
      List<String> files,
      String column,
      long limit,
      Configuration configuration) {
    SerializableConfiguration hadoop = new SerializableConfiguration(configuration);
    List<Tuple3<Long, String, Integer>> all = // bytes, file, what it says of labels
        spark
            .parallelize(files, Math.min(files.size(), MOST_TASKS))
            .map(file -> read(file, column, hadoop.value()))
            .collect();
    Tuple3<Long, String, Integer> first = all.get(0);
    for (Tuple3<Long, String, Integer> other : all) {
      if (!other._3().equals(first._3())) {
        throw new UserError(
            "%s and %s have different class names; prepare each set alone."
                .formatted(first._2(), other._2()));
      }
    }
    Tuple3<Long, String, Integer> largest = Collections.max(all, Comparator.comparing(Tuple3::_1));
    if (largest._1() > limit) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "%s has a row group with %,d MiB of pictures, which a task reads as a whole, but has"
                  + " %,d MiB for: give more memory (--executor-memory; --driver-memory in local"
                  + " mode) or fewer cores, or write the table anew with smaller row groups.",
              largest._2(),
              largest._1() >> 20,
              limit >> 20));
    }
  }

  private static Tuple3<Long, String, Integer> read(
      String file, String column, Configuration configuration) {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(new Path(file), configuration))) {
      long most =
          reader.getFooter().getBlocks().stream()
              .mapToLong(group -> bytes(group, column))
              .max()
              .orElse(0);
      int labels = HuggingFaceFeatures.of(reader.getFooter()).labels().hashCode();
      return new Tuple3<>(most, file, labels);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  private static long bytes(BlockMetaData group, String column) {
    return group.getColumns().stream()
        .filter(chunk -> chunk.getPath().toArray()[0].equals(column))
        .mapToLong(ColumnChunkMetaData::getTotalUncompressedSize)
        .sum();
  }
}
