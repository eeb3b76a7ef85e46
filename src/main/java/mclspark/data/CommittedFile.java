package mclspark.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file that appears whole or not at all: written beside its place under a temporary name, renamed
 * by {@link #commit}. Closing without a commit removes what was written.
 */
public final class CommittedFile implements AutoCloseable {

  private final FileSystem files;
  private final Path place;
  private final Path temporary;
  private final OutputStream out;

  private CommittedFile(FileSystem files, Path place, Path temporary) throws IOException {
    this.files = files;
    this.place = place;
    this.temporary = temporary;
    this.out = new BufferedOutputStream(files.create(temporary, true), 1 << 16);
  }

  /** Opens the temporary file; missing folders are made. */
  public static CommittedFile create(Path place, Configuration configuration) throws IOException {
    FileSystem files = StoredFiles.fileSystem(place, configuration);
    Path temporary = new Path(place.getParent(), "." + place.getName() + ".tmp");
    return new CommittedFile(files, place, temporary);
  }

  /** Where the content goes. */
  public OutputStream stream() {
    return out;
  }

  /** Ends the content; the file still has its temporary name. */
  public void finish() throws IOException {
    out.close();
  }

  /** Ends the content and gives the file its name, replacing an older one. */
  public void commit() throws IOException {
    finish();
    // HDFS refuses to rename onto an existing file.
    files.delete(place, false);
    if (!files.rename(temporary, place)) {
      throw new IOException(temporary + " cannot be renamed to " + place);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      out.close();
    } finally {
      files.delete(temporary, false);
    }
  }
}
