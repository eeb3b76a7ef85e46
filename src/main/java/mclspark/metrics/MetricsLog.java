package mclspark.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import mclspark.storage.HadoopLineFile;
import mclspark.storage.LineFile;
import mclspark.storage.LocalLineFile;
import mclspark.storage.StorageErrors;
import mclspark.storage.UploadedLineFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes {@code metrics.jsonl}, one {@link MetricsEvent} a line, into a run's folder on any file
 * system that Hadoop knows. On local disks and HDFS each line is flushed; on object stores, which
 * know no append, the file appears anew with each event other than a step and once a minute.
 *
 * <p>One writer at a time: the first worker during a stage, the driver between stages. Safe for
 * several threads of one process. Numbers that JSON does not have are written as the strings "NaN",
 * "Infinity" and "-Infinity".
 */
public final class MetricsLog implements AutoCloseable {

  /** The file's name in the folder of a run. */
  public static final String FILE_NAME = "metrics.jsonl";

  private static final ObjectMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private final LineFile file;
  private final Path path;

  private MetricsLog(LineFile file, Path path) {
    this.file = file;
    this.path = path;
  }

  /**
   * Starts an empty log in {@code folder}, in place of any earlier one.
   *
   * @throws mclspark.UserError if the folder cannot be written
   */
  public static MetricsLog create(String folder, Configuration hadoop) {
    return open(folder, hadoop, line -> false);
  }

  /**
   * Goes on with the log in {@code folder}, or starts it where there is none. Lines that tell of
   * what will be done again are dropped, and so is a last line that was only half written.
   *
   * @param stepsDone finished steps of the whole run in the checkpoint
   * @param epochsDone finished epochs in the checkpoint
   * @throws mclspark.UserError if the folder cannot be written
   */
  public static MetricsLog resume(
      String folder, Configuration hadoop, long stepsDone, int epochsDone) {
    return open(folder, hadoop, new ResumedLines(stepsDone, epochsDone));
  }

  /**
   * Adds lines to the log in {@code folder}, or starts it where there is none.
   *
   * @throws mclspark.UserError if the folder cannot be written
   */
  public static MetricsLog extend(String folder, Configuration hadoop) {
    return open(folder, hadoop, line -> true);
  }

  /**
   * Whether the log in {@code folder} is that of a run which has come to its end.
   *
   * @throws mclspark.UserError if it can't be read
   */
  public static boolean isDone(String folder, Configuration hadoop) {
    Path path = new Path(folder, FILE_NAME);
    String last = "";
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(path.getFileSystem(hadoop).open(path), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = line;
      }
      return JSON.readTree(last).path("kind").asText().equals("done");
    } catch (FileNotFoundException | JsonProcessingException e) {
      return false;
    } catch (IOException e) {
      throw StorageErrors.cannotRead(path, e);
    }
  }

  private static MetricsLog open(String folder, Configuration hadoop, Predicate<String> keep) {
    Path path = new Path(folder, FILE_NAME);
    try {
      LineFile file = lineFile(path.getFileSystem(hadoop), path);
      file.open(keep);
      return new MetricsLog(file, path);
    } catch (IOException e) {
      throw StorageErrors.cannotWrite(path, e);
    }
  }

  private static LineFile lineFile(FileSystem files, Path path) throws IOException {
    if (files instanceof LocalFileSystem) {
      return new LocalLineFile(java.nio.file.Path.of(files.makeQualified(path).toUri().getPath()));
    }
    return remoteFile(files, path);
  }

  /** The way to write lines that the file system allows. */
  static LineFile remoteFile(FileSystem files, Path path) throws IOException {
    if (files.hasPathCapability(path, CommonPathCapabilities.FS_APPEND)) {
      return new HadoopLineFile(files, path);
    }
    return new UploadedLineFile(files, path);
  }

  /**
   * Writes one event.
   *
   * @throws mclspark.UserError if the file cannot be written, for instance because the disk is full
   */
  public synchronized void append(MetricsEvent event) {
    try {
      boolean step =
          event instanceof MetricsEvent.Step
              || event instanceof MetricsEvent.TrainStep
              || event instanceof MetricsEvent.LinearStep;
      file.append(line(event), !step);
    } catch (IOException e) {
      throw StorageErrors.cannotWrite(path, e);
    }
  }

  /** The event as a tree of JSON. */
  public static JsonNode tree(MetricsEvent event) {
    return JSON.valueToTree(event);
  }

  /** The event as one line of JSON, without the line end. */
  static String line(MetricsEvent event) throws JsonProcessingException {
    return JSON.writeValueAsString(event);
  }

  /**
   * Closes the file; on object stores the last steps are written now.
   *
   * @throws mclspark.UserError if they cannot be written
   */
  @Override
  public synchronized void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw StorageErrors.cannotWrite(path, e);
    }
  }
}
