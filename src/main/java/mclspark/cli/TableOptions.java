package mclspark.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import mclspark.UserError;
import mclspark.cli.jvm.HadoopSettings;
import mclspark.spark.pictures.TableFormat;
import mclspark.spark.pictures.TableRequest;
import mclspark.spark.prepare.TableSource;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;

/** The options of {@code mcl prepare} that say which pictures of which table. */
final class TableOptions {

  private static final List<String> FILES = List.of("folder", "tar", "webdataset");

  @Option(
      names = "--table",
      paramLabel = "NAME",
      defaultValue = "",
      description = "A table of one of Spark's catalogs, instead of --data.")
  private String table;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "",
      description = {
        "parquet, delta, iceberg, binaryFile, webdataset, tar or folder; by what is there where it",
        "is not given. Delta and Iceberg need their library by --packages."
      })
  private String format;

  @Option(
      names = "--image-column",
      paramLabel = "COLUMN",
      defaultValue = "",
      description = "The column of the pictures, where there are several that may hold them.")
  private String imageColumn;

  @Option(
      names = "--id-column",
      paramLabel = "COLUMN",
      defaultValue = "",
      description = {
        "The column that names the pictures, each differently; by itself the pictures' path. none:",
        "names made of their bytes."
      })
  private String idColumn;

  @Option(
      names = "--keep-columns",
      paramLabel = "COLUMN",
      split = ",",
      description = "Columns of the table that the shards keep, comma-separated.")
  private List<String> keepColumns = List.of();

  @Option(
      names = "--where",
      paramLabel = "SQL",
      defaultValue = "",
      description = "A condition on the rows, such as \"year >= 2025 AND licence = 'cc0'\".")
  private String where;

  @Option(
      names = "--version",
      paramLabel = "N",
      defaultValue = "",
      description = "A version of a Delta table, or a snapshot of an Iceberg table.")
  private String version;

  @Option(
      names = "--split",
      paramLabel = "NAME",
      defaultValue = "",
      description = "The part of a set, such as train, whose Parquet files are named by parts.")
  private String split;

  /**
   * The table that is meant; empty if it is files.
   *
   * @param data the paths
   * @param labels where the labels come from
   * @param labelColumn the column of labels; may be empty
   * @param classNames the file of class names; may be empty
   * @throws UserError with all contradictions at once
   */
  Optional<TableSource> source(
      List<String> data, String labels, String labelColumn, String classNames) {
    if (table.isEmpty() == data.isEmpty()) {
      throw new UserError(
          data.isEmpty()
              ? "Say where the pictures are: --data PATH, or --table NAME."
              : "--table and --data exclude each other; choose one.");
    }
    Optional<TableFormat> stored = table.isEmpty() ? format(data) : Optional.empty();
    if (table.isEmpty() && stored.isEmpty()) {
      refuseForFiles();
      return Optional.empty();
    }
    if (!List.of("", "none", "column", "folder").contains(labels)) {
      throw new UserError(
          "--labels is %s, but of a table it must be none, column or folder.".formatted(labels));
    }
    if (!classNames.isEmpty() && List.of("none", "folder").contains(labels)) {
      throw new UserError(
          "--class-names and --labels %s exclude each other; choose one.".formatted(labels));
    }
    if (!table.isEmpty() && !format.isEmpty()) {
      throw new UserError(
          "--format is for paths; the catalog knows that of --table, leave it out.");
    }
    return Optional.of(
        new TableSource(
            new TableRequest(table, data, stored, version, split, where, imageColumn, idColumn),
            labels,
            labelColumn,
            classNames,
            keepColumns));
  }

  private Optional<TableFormat> format(List<String> data) {
    if (FILES.contains(format)) {
      return Optional.empty();
    }
    if (!format.isEmpty()) {
      return Optional.of(
          Stream.of(TableFormat.values())
              .filter(
                  known ->
                      known.word().toLowerCase(Locale.ROOT).equals(format.toLowerCase(Locale.ROOT)))
              .findFirst()
              .orElseThrow(() -> new UserError(unknown())));
    }
    Configuration hadoop = HadoopSettings.read();
    try {
      return TableFormat.of(data.get(0), hadoop);
    } catch (IOException e) {
      throw new UserError(
          "The data " + data.get(0) + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  private String unknown() {
    return "--format is %s; it must be parquet, delta, iceberg, binaryFile, webdataset, tar or folder."
        .formatted(format);
  }

  private void refuseForFiles() {
    List<String> given =
        Stream.of(
                option("--image-column", imageColumn),
                option("--id-column", idColumn),
                option("--where", where),
                option("--version", version),
                option("--split", split),
                option("--keep-columns", String.join(",", keepColumns)))
            .flatMap(Optional::stream)
            .toList();
    if (!given.isEmpty()) {
      throw new UserError(
          String.join(", ", given)
              + (given.size() == 1 ? " is" : " are")
              + " for tables, but --data names files; leave "
              + (given.size() == 1 ? "it" : "them")
              + " out, or say --format binaryFile.");
    }
  }

  private static Optional<String> option(String name, String value) {
    return value.isEmpty() ? Optional.empty() : Optional.of(name);
  }
}
