package mclspark.spark.pictures;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mclspark.dataset.PictureNames;
import mclspark.dataset.shards.ParquetParts;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** How a table of pictures is stored. */
public enum TableFormat {
  /** Parquet files with a binary column, or with Hugging Face's struct of bytes and path. */
  PARQUET("parquet", "", ""),
  /** A Delta table. */
  DELTA("delta", "io.delta.sql.DeltaSparkSessionExtension", "io.delta:delta-spark_4.1_2.13:4.1.0"),
  /** An Iceberg table. */
  ICEBERG(
      "iceberg",
      "org.apache.iceberg.spark.source.IcebergSource",
      "org.apache.iceberg:iceberg-spark-runtime-4.1_2.13:1.11.0"),
  /** Picture files, read by Spark. */
  BINARY_FILE("binaryFile", "", "");

  private final String word;
  private final String provider;
  private final String coordinate;

  TableFormat(String word, String provider, String coordinate) {
    this.word = word;
    this.provider = provider;
    this.coordinate = coordinate;
  }

  /** The word for it on the command line, which is Spark's name of the source. */
  public String word() {
    return word;
  }

  /** Whether older states of such tables can be read. */
  boolean hasVersions() {
    return this == DELTA || this == ICEBERG;
  }

  /** What is missing on the class path to read it, as a sentence with the remedy. */
  Optional<String> missing() {
    return provider.isEmpty() || isThere(provider)
        ? Optional.empty()
        : Optional.of(
            "Tables of format %s need a library that is not on the class path: start with --packages %s."
                .formatted(word, coordinate));
  }

  private static boolean isThere(String name) {
    String file = name.replace('.', '/') + ".class";
    return Thread.currentThread().getContextClassLoader().getResource(file) != null;
  }

  /**
   * The format of what lies at a path, which may be a pattern; empty where no table is seen.
   *
   * @throws IOException if the place cannot be listed
   */
  public static Optional<TableFormat> of(String place, Configuration configuration)
      throws IOException {
    if (place.contains("::")) { // several tar files, as WebDataset joins them
      return Optional.empty();
    }
    Path path = new Path(place);
    FileSystem files = StoredFiles.fileSystem(path, configuration);
    List<FileStatus> found = ParquetParts.found(files, path);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    FileStatus first = found.get(0);
    return first.isDirectory()
        ? inside(files, first.getPath())
        : Optional.of(first.getPath().getName()).filter(ParquetParts::isParquet).map(n -> PARQUET);
  }

  private static Optional<TableFormat> inside(FileSystem files, Path folder) throws IOException {
    if (files.exists(new Path(folder, "_delta_log"))) {
      return Optional.of(DELTA);
    }
    Path metadata = new Path(folder, "metadata");
    if (files.exists(metadata)
        && Stream.of(files.listStatus(metadata))
            .anyMatch(file -> file.getPath().getName().endsWith(".metadata.json"))) {
      return Optional.of(ICEBERG);
    }
    return holdsParquet(files, folder) ? Optional.of(PARQUET) : Optional.empty();
  }

  /** Looks along the first folder of each level, as far as there is neither file nor picture. */
  private static boolean holdsParquet(FileSystem files, Path folder) throws IOException {
    Path next = null;
    for (FileStatus status : files.listStatus(folder)) {
      String name = status.getPath().getName();
      if (status.isFile() && ParquetParts.isParquet(name)) {
        return true;
      }
      if (status.isFile() && PictureNames.isPicture(name)) {
        return false;
      }
      if (status.isDirectory() && !PictureNames.isSideFile(name) && !name.startsWith("_")) {
        next = next == null || status.getPath().compareTo(next) < 0 ? status.getPath() : next;
      }
    }
    return next != null && holdsParquet(files, next);
  }
}
