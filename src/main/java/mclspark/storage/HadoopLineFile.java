package mclspark.storage;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.client.HdfsDataOutputStream;
import org.apache.hadoop.hdfs.client.HdfsDataOutputStream.SyncFlag;

/** Lines in a file of a Hadoop file system that can append, such as HDFS; flushed per line. */
public final class HadoopLineFile implements LineFile {

  private final FileSystem files;
  private final Path path;
  private FSDataOutputStream out;

  public HadoopLineFile(FileSystem files, Path path) {
    this.files = files;
    this.path = path;
  }

  @Override
  public void open(Predicate<String> keep) throws IOException {
    Path next = new Path(path.getParent(), "." + path.getName() + ".tmp");
    Path kept = new Path(path.getParent(), "." + path.getName() + ".kept");
    // The earlier file is under its second name if a process died between the two renames.
    Path earlier = files.exists(path) || !files.exists(kept) ? path : kept;
    try (OutputStream copy = new BufferedOutputStream(files.create(next, true))) {
      copy(earlier, copy, keep);
    }
    if (earlier.equals(path) && files.exists(path)) {
      files.delete(kept, false);
      rename(path, kept);
    }
    rename(next, path);
    files.delete(kept, false);
    out = files.append(path);
  }

  private void copy(Path earlier, OutputStream to, Predicate<String> keep) throws IOException {
    if (!files.exists(earlier)) {
      return;
    }
    try (InputStream in = new BufferedInputStream(files.open(earlier))) {
      LineFile.copy(in, to, keep);
    }
  }

  private void rename(Path from, Path to) throws IOException {
    if (!files.rename(from, to)) {
      throw new IOException("cannot rename " + from + " to " + to);
    }
  }

  @Override
  public void append(String line, boolean durable) throws IOException {
    out.write(LineFile.bytes(line));
    if (out instanceof HdfsDataOutputStream hdfs) {
      hdfs.hsync(EnumSet.of(SyncFlag.UPDATE_LENGTH)); // else readers see the length of the open
    } else {
      out.hflush();
    }
  }

  @Override
  public void close() throws IOException {
    if (out != null) {
      out.close();
    }
  }
}
