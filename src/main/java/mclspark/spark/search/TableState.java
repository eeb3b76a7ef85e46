package mclspark.spark.search;

import java.io.IOException;
import java.time.Instant;
import mclspark.storage.StorageErrors;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * A table's files at a moment: whoever writes it anew changes one of these.
 *
 * @param table as named by the user; may be a pattern
 * @param files their number, 0 if there is no such table
 * @param bytes their size
 * @param newest when the last of them was written
 */
record TableState(String table, long files, long bytes, Instant newest) {

  /**
   * Looks at a table.
   *
   * @throws mclspark.UserError if the storage cannot be read
   */
  static TableState of(String table, Configuration hadoop) {
    long count = 0;
    long bytes = 0;
    long newest = 0;
    try {
      Path path = new Path(table);
      FileSystem fileSystem = StoredFiles.fileSystem(path, hadoop);
      FileStatus[] roots = fileSystem.globStatus(path);
      for (FileStatus root : roots == null ? new FileStatus[0] : roots) {
        RemoteIterator<LocatedFileStatus> found = fileSystem.listFiles(root.getPath(), true);
        while (found.hasNext()) {
          FileStatus file = found.next();
          count++;
          bytes += file.getLen();
          newest = Math.max(newest, file.getModificationTime());
        }
      }
    } catch (IllegalArgumentException e) { // no path at all, which the job refuses
      return new TableState(table, 0, 0, Instant.EPOCH);
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotRead(new Path(table), e);
    }
    return new TableState(table, count, bytes, Instant.ofEpochMilli(newest));
  }

  @Override
  public String toString() {
    return "%s of %d files, %d bytes, %s".formatted(table, files, bytes, newest);
  }
}
