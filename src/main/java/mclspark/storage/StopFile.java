package mclspark.storage;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The file {@code stop} in a run's folder: who writes it asks the run to save a checkpoint after
 * the present step and to end. The driver does so on a signal; others may too.
 */
public final class StopFile {

  /** Its name in the run's folder. */
  public static final String NAME = "stop";

  private final Path path;
  private final Configuration hadoop;

  /** Names the file of a run's folder; touches nothing yet. */
  public StopFile(String output, Configuration hadoop) {
    path = new Path(output, NAME);
    this.hadoop = hadoop;
  }

  /**
   * Writes it.
   *
   * @throws mclspark.UserError if that is not possible
   */
  public void write() {
    try {
      fileSystem().create(path, true).close();
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotWrite(path, e);
    }
  }

  /**
   * Whether it is there.
   *
   * @throws mclspark.UserError if the storage can't be read
   */
  public boolean exists() {
    try {
      return fileSystem().exists(path);
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotRead(path, e);
    }
  }

  /**
   * Takes it away, if it is there.
   *
   * @throws mclspark.UserError if that is not possible
   */
  public void delete() {
    try {
      Storage.delete(fileSystem(), path);
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotWrite(path, e);
    }
  }

  private FileSystem fileSystem() throws IOException {
    return Storage.direct(path.getFileSystem(hadoop));
  }
}
