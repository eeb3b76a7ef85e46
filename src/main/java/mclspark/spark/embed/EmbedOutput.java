package mclspark.spark.embed;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import mclspark.StorageError;
import mclspark.UserError;
import mclspark.embed.Provenance;
import mclspark.spark.pictures.PictureColumn;
import mclspark.storage.StorageErrors;
import mclspark.storage.StoredFiles;
import mclspark.storage.WritePreflight;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The new table.
 *
 * @param folder where it is
 * @param csv whether it is CSV
 * @param exists whether there is something already
 */
record EmbedOutput(Path folder, boolean csv, boolean exists) {

  private static final long ROW_GROUP_BYTES = 64 << 20; // the hub's viewer takes 100 MB

  /**
   * Looks at what is there.
   *
   * @throws UserError if the mode forbids it, or if it is no table that may be replaced
   */
  static EmbedOutput at(EmbedRequest request, Configuration hadoop) {
    if (request.out().isBlank()) {
      throw new UserError("--out is empty; name the folder for the table.");
    }
    if (request.csv() && request.mode() == OutputMode.APPEND) {
      throw new UserError(
          "--mode append needs Parquet, since CSV does not say which model made it; leave"
              + " --output-format out.");
    }
    Path folder = new Path(request.out());
    try {
      FileSystem files = StoredFiles.fileSystem(folder, hadoop);
      Path qualified = files.makeQualified(folder);
      requireApart(request, qualified, hadoop);
      boolean exists = files.exists(qualified) && holdsSomething(files, qualified);
      if (exists && request.mode() == OutputMode.ERROR) {
        throw new UserError(
            "%s exists already; give another --out, or --mode append, overwrite or ignore."
                .formatted(qualified));
      }
      if (exists && request.mode() == OutputMode.OVERWRITE) {
        requireTable(files, qualified);
      }
      if (!exists || request.mode() != OutputMode.IGNORE) {
        new WritePreflight(files).require(qualified);
      }
      return new EmbedOutput(qualified, request.csv(), exists);
    } catch (IOException e) {
      throw StorageErrors.cannotRead(folder, e);
    }
  }

  /** What a job that failed leaves does not count. */
  private static boolean holdsSomething(FileSystem files, Path folder) throws IOException {
    return files.getFileStatus(folder).isFile()
        || Arrays.stream(files.listStatus(folder))
            .anyMatch(entry -> !isHidden(entry.getPath().getName()));
  }

  private static boolean isHidden(String name) {
    return name.startsWith("_") || name.startsWith(".");
  }

  /** Replacing deletes a whole folder: only one that Spark has written. */
  private static void requireTable(FileSystem files, Path folder) throws IOException {
    for (FileStatus entry : files.listStatus(folder)) {
      String name = entry.getPath().getName();
      if (!name.startsWith("part-") && !isHidden(name)) {
        throw new UserError(
            "%s holds %s, which is no part of a table, so it is not replaced; remove it yourself or give another --out."
                .formatted(folder, name));
      }
    }
  }

  private static void requireApart(EmbedRequest request, Path out, Configuration hadoop)
      throws IOException {
    for (String place : request.input().data()) {
      Path data = new Path(place);
      String in = StoredFiles.fileSystem(data, hadoop).makeQualified(data) + "/";
      if (in.startsWith(out + "/") || (out + "/").startsWith(in)) {
        throw new UserError(
            "--out %s and --data %s lie in each other; give another --out.".formatted(out, place));
      }
    }
  }

  /**
   * Checks that no file of the input lies in the output, which may be replaced, whatever names and
   * links lead to it.
   *
   * @param inputs the files that will be read
   * @throws UserError naming the first that does
   */
  void requireApart(String... inputs) {
    String out = StoredFiles.real(folder) + "/";
    for (String input : inputs) {
      if (StoredFiles.real(new Path(URI.create(input))).startsWith(out)) {
        throw new UserError(
            "%s is read, but lies in --out %s; give another --out.".formatted(input, folder));
      }
    }
  }

  /**
   * The table that is there.
   *
   * @throws UserError if it is no Parquet
   */
  Dataset<Row> read(SparkSession spark) {
    try {
      return spark.read().parquet(folder.toString());
    } catch (Exception e) { // Scala throws AnalysisException undeclared
      throw new UserError(
          "%s cannot be read as a table of Parquet; give another --out.".formatted(folder), e);
    }
  }

  /**
   * Checks that the table that is there may be added to.
   *
   * @param schema of the new rows
   * @throws UserError if it was made by another model, in another way, or has other columns
   */
  void requireSame(StructType there, StructType schema, Provenance now) {
    Provenance was =
        Arrays.stream(there.fields())
            .map(EmbeddingColumns::provenance)
            .flatMap(Optional::stream)
            .findFirst()
            .orElseThrow(
                () ->
                    new UserError(
                        "%s does not say which model made it, so nothing is added; give another --out."
                            .formatted(folder)));
    List<String> differences = was.differences(now);
    if (!differences.isEmpty()) {
      throw new UserError(
          "%s was made in another way, so nothing is added: %s; embed all pictures anew into another --out."
              .formatted(folder, String.join("; ", differences)));
    }
    TreeSet<String> old = columns(there);
    TreeSet<String> added = columns(schema);
    if (!old.equals(added)) {
      throw new UserError(
          "%s has columns %s and the new rows have %s; choose the same by --keep-columns."
              .formatted(folder, String.join(", ", old), String.join(", ", added)));
    }
    if (!Arrays.asList(there.fieldNames()).contains(EmbeddingColumns.PATH)) {
      throw new UserError(
          "--mode append finds new pictures by a column path, which %s does not have."
              .formatted(folder));
    }
  }

  private static TreeSet<String> columns(StructType schema) {
    TreeSet<String> columns = new TreeSet<>();
    for (StructField field : schema.fields()) {
      columns.add(field.name() + " " + field.dataType().simpleString());
    }
    return columns;
  }

  /**
   * Adds to the table, or makes it.
   *
   * @param replace whether what is there goes, which it does after the new files have come: a job
   *     that fails leaves the old table as it was
   */
  void write(
      Dataset<Row> table,
      EmbeddingColumns columns,
      Provenance provenance,
      boolean replace,
      Configuration hadoop) {
    List<Path> old = replace ? entries(hadoop) : List.of();
    if (csv) {
      table
          .where(col(PictureColumn.quoted(columns.error())).isNull())
          .select(flat(table, columns, provenance))
          .write()
          .mode(SaveMode.Append)
          .option("header", "true")
          .csv(folder.toString());
    } else {
      table
          .write()
          .format(EmbeddingParquet.class.getName())
          .mode(SaveMode.Append)
          .option("compression", "snappy")
          .option("parquet.block.size", ROW_GROUP_BYTES)
          .option(Provenance.KEY, provenance.json())
          .save(folder.toString());
    }
    old.forEach(entry -> remove(entry, hadoop));
  }

  /** All that is there, but for the mark that the new table has, too. */
  private List<Path> entries(Configuration hadoop) {
    try {
      return Arrays.stream(StoredFiles.fileSystem(folder, hadoop).listStatus(folder))
          .map(FileStatus::getPath)
          .filter(entry -> !entry.getName().contains("_SUCCESS"))
          .toList();
    } catch (IOException e) {
      throw StorageErrors.cannotRead(folder, e);
    }
  }

  private void remove(Path entry, Configuration hadoop) {
    try {
      StoredFiles.fileSystem(entry, hadoop).delete(entry, true); // false if it is gone already
    } catch (IOException e) {
      throw new StorageError(
          "The new table is in %s, but a file of the old one cannot be removed: %s. Give the same command again, or remove %s."
              .formatted(folder, e.getMessage(), entry),
          e);
    }
  }

  /** As lightly writes it: {@code filename,embedding_0,...}. */
  private static Column[] flat(
      Dataset<Row> table, EmbeddingColumns columns, Provenance provenance) {
    if (!Arrays.asList(table.columns()).contains(EmbeddingColumns.PATH)) {
      throw new UserError("CSV needs a column path for its file names, which the table lacks.");
    }
    List<Column> flat = new ArrayList<>();
    flat.add(col(EmbeddingColumns.PATH).as("filename"));
    for (String name : columns.vectors()) {
      Column vector = col(PictureColumn.quoted(name));
      Stream.iterate(0, i -> i < provenance.dim(), i -> i + 1)
          .forEach(i -> flat.add(vector.getItem(i).as(name + "_" + i)));
    }
    return flat.toArray(Column[]::new);
  }
}
