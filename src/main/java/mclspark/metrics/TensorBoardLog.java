package mclspark.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Locale;
import mclspark.UserError;
import mclspark.storage.Storage;
import mclspark.storage.StorageErrors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the curves of a run into {@code tensorboard/} of its folder, for {@code tensorboard
 * --logdir}. Each start of the run has a file of its own. On local disks and HDFS every event is
 * flushed, on object stores the file appears when the run ends. The curves are in the metrics too,
 * so a failure in mid-run is logged and costs the rest of the file, not the run.
 *
 * <p>Not thread-safe: {@code RunJournal} is its only writer.
 */
public final class TensorBoardLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TensorBoardLog.class);

  /** The folder's name in the folder of a run. */
  static final String FOLDER = "tensorboard";

  private final Path path;
  private final FSDataOutputStream out;
  private final EventFile file;
  private boolean failed;

  private TensorBoardLog(Path path, FSDataOutputStream out, EventFile file) {
    this.path = path;
    this.out = out;
    this.file = file;
  }

  /**
   * Begins a file.
   *
   * @param stepsDone steps that are done already; TensorBoard forgets what it knows of later ones
   * @throws mclspark.UserError if the folder cannot be written
   */
  public static TensorBoardLog open(String output, Configuration hadoop, long stepsDone) {
    Path folder = new Path(output, FOLDER);
    try {
      return open(Storage.direct(folder.getFileSystem(hadoop)), folder, stepsDone);
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotWrite(folder, e);
    }
  }

  public static TensorBoardLog open(FileSystem files, Path folder, long stepsDone) {
    Instant now = Instant.now();
    try {
      Storage.makeFolder(files, folder);
      Path path = new Path(folder, name(now));
      FSDataOutputStream out = files.create(path, false);
      EventFile file = EventFile.begin(out, seconds(now), stepsDone);
      out.hflush();
      return new TensorBoardLog(path, out, file);
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotWrite(folder, e);
    }
  }

  /**
   * Deletes the curves of an earlier run, if there are any.
   *
   * @throws mclspark.UserError if they cannot be deleted
   */
  public static void discard(String output, Configuration hadoop) {
    Path folder = new Path(output, FOLDER);
    try {
      Storage.delete(Storage.direct(folder.getFileSystem(hadoop)), folder);
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotWrite(folder, e);
    }
  }

  /** TensorBoard wants "tfevents" in the name and reads the files of a folder in name order. */
  private static String name(Instant now) {
    return String.format(
        Locale.ROOT,
        "events.out.tfevents.%010d.%s.%d.%09d",
        now.getEpochSecond(),
        host(),
        ProcessHandle.current().pid(),
        now.getNano());
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9-]", "-");
    } catch (UnknownHostException e) {
      return "unknown-host"; // a name for people; the process and the time tell files apart
    }
  }

  /**
   * Writes the curves of an event, if it has any.
   *
   * @param event as it stands in {@code metrics.jsonl}
   */
  public void append(JsonNode event) {
    EventScalars scalars = EventScalars.of(event);
    if (failed || scalars.values().isEmpty()) {
      return;
    }
    try {
      file.scalars(seconds(Instant.now()), scalars.step(), scalars.values());
      out.hflush();
    } catch (IOException | FSError e) {
      giveUp(e);
    }
  }

  private static double seconds(Instant time) {
    return time.getEpochSecond() + time.getNano() / 1e9;
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException | FSError e) {
      giveUp(e);
    }
  }

  private void giveUp(Throwable cause) {
    RuntimeException error = StorageErrors.cannotWrite(path, cause);
    if (!(error instanceof UserError)) {
      throw error; // an interrupt, which is to end the worker
    }
    if (!failed) {
      LOG.warn("No more curves for TensorBoard until the next start: {}", error.getMessage());
      failed = true;
    }
  }
}
