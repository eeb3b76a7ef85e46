package mclspark.checkpoint;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Map;
import mclspark.UserError;
import mclspark.checkpoint.safetensors.Safetensors;
import mclspark.checkpoint.safetensors.TensorFile;
import mclspark.storage.Storage;
import mclspark.storage.StorageErrors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file or folder that a user names, on any Hadoop file system.
 *
 * @param fileSystem where it is, without checksum files beside it
 * @param path fully qualified
 */
public record NamedPath(FileSystem fileSystem, Path path) {

  /** Reads an open file. */
  public interface Reader<T> {
    /** Reads what it wants of {@code length} bytes; the stream is closed afterwards. */
    T read(FSDataInputStream in, long length) throws IOException;
  }

  /**
   * Finds the file system of a path given as text, with or without a scheme.
   *
   * @throws UserError if the text is no path or its file system is unknown
   */
  public static NamedPath of(String location, Configuration configuration) {
    if (location.isBlank()) {
      throw new UserError("The path is empty; name a file or folder.");
    }
    Path path = CheckpointReader.path(location);
    FileSystem fileSystem = CheckpointReader.fileSystem(path, configuration);
    return new NamedPath(fileSystem, fileSystem.makeQualified(path));
  }

  /**
   * Opens the file, reads and closes it.
   *
   * @throws UserError if it is missing, a folder or cannot be read
   */
  public <T> T read(Reader<T> reader) {
    try {
      FileStatus status = fileSystem.getFileStatus(path);
      if (status.isDirectory()) {
        throw new UserError(path + " is a folder; give a file.");
      }
      try (FSDataInputStream in = fileSystem.open(path)) {
        return reader.read(in, status.getLen());
      }
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotRead(path, e);
    }
  }

  /**
   * Checks that nothing would be overwritten: there is no such file, and no such folder with
   * anything in it.
   *
   * @throws UserError if there is
   */
  public void requireFree() {
    try {
      FileStatus status = fileSystem.getFileStatus(path);
      if (status.isFile() || fileSystem.listStatus(path).length > 0) {
        throw new UserError(
            path + " exists already and is not overwritten; give another name or remove it.");
      }
    } catch (FileNotFoundException e) {
      return;
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotRead(path, e);
    }
  }

  /**
   * Writes a new safetensors file; what a failure leaves is removed if that is possible.
   *
   * @throws UserError if it exists or cannot be written
   */
  public void write(TensorFile content) {
    write(out -> Safetensors.write(out, content));
  }

  /**
   * Writes a new file; what a failure leaves is removed if that is possible.
   *
   * @throws UserError if it exists or cannot be written, or whatever the content throws
   */
  public void write(Storage.Content content) {
    requireFree();
    try {
      Storage.write(fileSystem, path, content);
    } catch (IOException | FSError e) {
      removeAfter(e);
      throw StorageErrors.cannotWrite(path, e);
    } catch (RuntimeException e) {
      removeAfter(e);
      throw e;
    }
  }

  /**
   * Writes a new folder of files; what a failure leaves is removed if that is possible.
   *
   * @param files names to contents, written in this order
   * @throws UserError if there is something in the folder, or it cannot be written
   */
  public void writeFolder(Map<String, Storage.Content> files) {
    requireFree();
    try {
      files.forEach(
          (name, content) -> new NamedPath(fileSystem, new Path(path, name)).write(content));
    } catch (RuntimeException e) {
      removeAfter(e);
      throw e;
    }
  }

  private void removeAfter(Throwable failure) {
    try {
      Storage.delete(fileSystem, path);
    } catch (IOException | FSError second) {
      Storage.suppress(failure, second);
    }
  }
}
