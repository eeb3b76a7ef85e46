package mclspark.checkpoint;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.function.Predicate;
import mclspark.UserError;
import mclspark.checkpoint.safetensors.TensorFile;
import mclspark.storage.Storage;
import mclspark.storage.StorageErrors;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Reads checkpoints that a user names, wherever they are. */
public final class CheckpointReader {

  private final Configuration configuration;

  /** Creates a reader; the configuration says what a path without a scheme means. */
  public CheckpointReader(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * Finds the checkpoint that a path means: a checkpoint's own folder, a folder of checkpoints or a
   * run's folder with {@code checkpoints} in it, of which the newest intact one is taken. Reads
   * every byte of it.
   *
   * @throws UserError with one sentence, if the path is wrong, holds no checkpoint, is something
   *     else, half-written or damaged
   */
  public Checkpoint resolve(String location) {
    Path given = path(location);
    FileSystem fileSystem = fileSystem(given, configuration);
    try {
      return new CheckpointResolver(fileSystem, fileSystem.makeQualified(given)).resolve();
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotRead(given, e);
    }
  }

  /**
   * Loads a checkpoint and verifies all digests, in one pass.
   *
   * @throws UserError if it is missing, half-written, damaged or of an unknown version
   */
  public Snapshot load(Path checkpoint) {
    return load(new CheckpointFolder(fileSystem(checkpoint, configuration), checkpoint));
  }

  /**
   * Loads the wanted tensors of one file, such as one encoder of {@link Snapshot#MODEL}; all bytes
   * of that file are verified.
   *
   * @throws UserError if the checkpoint or the file is missing, half-written or damaged
   */
  public TensorFile loadFile(Path checkpoint, String file, Predicate<String> wanted) {
    CheckpointFolder folder =
        new CheckpointFolder(fileSystem(checkpoint, configuration), checkpoint);
    return reading(folder, () -> folder.tensors(folder.manifest(), file, wanted));
  }

  static Snapshot load(CheckpointFolder folder) {
    return reading(folder, folder::load);
  }

  /** Something that reads a folder. */
  private interface Reading<T> {
    T run() throws IOException, DamagedCheckpointException;
  }

  private static <T> T reading(CheckpointFolder folder, Reading<T> reading) {
    try {
      if (!folder.fileSystem().exists(folder.path())) {
        throw new FileNotFoundException(folder.path().toString());
      }
      if (!folder.isCommitted()) {
        throw halfWritten(folder.path());
      }
      return reading.run();
    } catch (DamagedCheckpointException e) {
      throw damaged(e);
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotRead(folder.path(), e);
    }
  }

  static UserError halfWritten(Path folder) {
    return new UserError(
        String.format(
            "%s is a half-written checkpoint: it has no complete %s. Give an older checkpoint, or"
                + " the run's folder to take the newest complete one.",
            folder, CheckpointFolder.MARKER));
  }

  static UserError damaged(DamagedCheckpointException e) {
    return new UserError(e.getMessage() + ". Give another checkpoint.", e);
  }

  static Path path(String location) {
    try {
      return new Path(location);
    } catch (IllegalArgumentException e) {
      throw new UserError(
          "'" + location + "' is not a path: " + e.getMessage() + ". Give a path or URI.", e);
    }
  }

  static FileSystem fileSystem(Path path, Configuration configuration) {
    try {
      return Storage.direct(path.getFileSystem(configuration));
    } catch (IOException | IllegalArgumentException e) {
      throw StoredFiles.cannotRead(
          "Cannot open the file system of " + path + ": " + e.getMessage() + ". Check the URI.", e);
    }
  }
}
