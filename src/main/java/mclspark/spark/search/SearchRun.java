package mclspark.spark.search;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import mclspark.StorageError;
import mclspark.UserError;
import mclspark.spark.cluster.ExecutorDeadline;
import mclspark.spark.cluster.Preflight;
import mclspark.spark.cluster.SettingProblems;
import mclspark.spark.cluster.SparkSessions;
import mclspark.spark.cluster.SparkSettings;
import mclspark.storage.StoredFiles;
import mclspark.storage.WritePreflight;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** What the jobs have in common: checks before Spark starts, its session, what is written. */
final class SearchRun {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private SearchRun() {}

  /**
   * Runs a job.
   *
   * @param tables that are read
   * @param problems that are known already, one sentence each
   * @param work takes Spark and yields a sentence for the user
   * @throws UserError with all problems at once, before anything starts; what a task has thrown; or
   *     if the cluster has no slot
   */
  static String of(
      String name,
      SearchRequest request,
      List<String> tables,
      List<String> problems,
      Function<SparkSession, String> work)
      throws InterruptedException {
    SparkConf conf = SparkSettings.tables(name, false);
    List<String> all = new ArrayList<>(problems);
    all.addAll(SettingProblems.ofDriver(conf));
    hindrance(request.out(), tables, SparkSettings.hadoop(conf)).ifPresent(all::add);
    tables.forEach(table -> absence(table, SparkSettings.hadoop(conf)).ifPresent(all::add));
    Preflight.refuse(all);
    SparkSession session = SparkSessions.open(conf);
    try {
      Preflight.awaitSlot(JavaSparkContext.fromSparkContext(session.sparkContext()), PATIENCE);
      List<String> end = new ArrayList<>();
      ExecutorDeadline.during(session, () -> end.add(work.apply(session)));
      return end.get(0);
    } catch (Exception e) { // Scala throws SparkException undeclared
      Optional<UserError> error = userError(e);
      if (error.isPresent()) {
        throw error.get();
      }
      throw e;
    } finally {
      SparkSessions.close(session);
    }
  }

  /** Tasks wrap what they throw, and so does Spark. */
  static Optional<UserError> userError(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserError error) {
        return Optional.of(error == failure ? error : new UserError(error.getMessage(), failure));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> hindrance(String out, List<String> tables, Configuration hadoop) {
    if (out.isBlank()) {
      return Optional.of("--out is empty; name a folder for the result.");
    }
    try {
      Path path = new Path(out);
      FileSystem files = StoredFiles.fileSystem(path, hadoop);
      if (files.exists(path)) {
        return Optional.of(out + " exists already; name another folder by --out, or remove it.");
      }
      for (String table : tables) {
        if (isIn(files.makeQualified(path), new Path(table), hadoop)) {
          return Optional.of(
              "--out %s lies in the table %s, whose next reader would take it for a part of it; name another folder by --out."
                  .formatted(out, table));
        }
      }
      new WritePreflight(files).require(files.makeQualified(path));
      return Optional.empty();
    } catch (UserError e) {
      return Optional.of("--out: " + e.getMessage());
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of("--out: %s cannot be used: %s.".formatted(out, e.getMessage()));
    }
  }

  /** Spark would print a stack trace before its exception. */
  private static Optional<String> absence(String table, Configuration hadoop) {
    try {
      Path path = new Path(table);
      FileStatus[] found = StoredFiles.fileSystem(path, hadoop).globStatus(path);
      return found != null && found.length > 0
          ? Optional.empty()
          : Optional.of(
              table + " does not exist; name the folder or file that mcl embed has written.");
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of("%s cannot be used: %s.".formatted(table, e.getMessage()));
    }
  }

  private static boolean isIn(Path out, Path table, Configuration hadoop) throws IOException {
    Path folder = StoredFiles.fileSystem(table, hadoop).makeQualified(table);
    return (StoredFiles.real(out) + "/").startsWith(StoredFiles.real(folder) + "/");
  }

  /**
   * Writes a table.
   *
   * @throws StorageError if the storage fails
   */
  static void write(Dataset<Row> table, String out) {
    try {
      table.write().mode(SaveMode.ErrorIfExists).parquet(out);
    } catch (Exception e) { // Scala throws SparkException undeclared
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof IOException) {
          throw new StorageError(
              "The table %s can't be written: %s. Mend the storage, remove what is there and give the same command again."
                  .formatted(out, cause),
              e);
        }
      }
      throw e;
    }
  }
}
