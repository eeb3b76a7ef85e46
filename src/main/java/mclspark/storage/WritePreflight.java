package mclspark.storage;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Finds out before a job whether a folder can be written; leaves nothing behind. */
public final class WritePreflight {

  private static final int PROBE_BYTES = 1 << 16;

  private final FileSystem fileSystem;

  public WritePreflight(FileSystem fileSystem) {
    this.fileSystem = fileSystem;
  }

  /**
   * Creates the folder where it is missing, writes a small file into it, and removes both.
   *
   * @throws mclspark.UserError with the folder, the cause and what to do, if it cannot be written
   */
  public void require(Path folder) {
    try {
      tryOut(folder);
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotWrite(folder, e);
    }
  }

  private void tryOut(Path folder) throws IOException {
    // Innermost folder first: the order in which they are removed.
    Deque<Path> missing = new ArrayDeque<>();
    for (Path p = folder; p != null && !fileSystem.exists(p); p = p.getParent()) {
      missing.addLast(p);
    }
    missing.addFirst(new Path(folder, "_write-check-" + UUID.randomUUID()));
    try {
      Storage.makeFolder(fileSystem, folder);
      Storage.write(fileSystem, missing.getFirst(), out -> out.write(new byte[PROBE_BYTES]));
    } catch (IOException | FSError e) {
      try {
        removeEmpty(missing);
      } catch (IOException | FSError second) {
        Storage.suppress(e, second);
      }
      throw e;
    }
    removeEmpty(missing);
  }

  private void removeEmpty(Deque<Path> paths) throws IOException {
    for (Path path : paths) {
      boolean there = fileSystem.exists(path);
      // Another program may have put something into a folder of ours: then it stays.
      boolean used =
          there
              && fileSystem.getFileStatus(path).isDirectory()
              && fileSystem.listStatus(path).length > 0;
      if (there && !used && !fileSystem.delete(path, false)) {
        throw new IOException(path + " cannot be deleted");
      }
    }
  }
}
