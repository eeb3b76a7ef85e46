package mclspark.checkpoint;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.Syncable;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A file system whose n-th change fails; a write that fails has written half of its bytes. After a
 * "crash" every later change fails too, as if the process were gone.
 */
public final class FaultyFileSystem extends FilterFileSystem {

  /** What happens at the fault. */
  public enum Fault {
    /** One operation throws, what follows works. */
    EXCEPTION,
    /** One operation throws as Hadoop's local file system does when the disk is full. */
    FULL_DISK,
    /** Nothing works any more. */
    CRASH,
    /** One rename or delete answers false. */
    ANSWERS_FALSE
  }

  private static final FileSystem LOCAL = local();

  private final Fault fault;
  private final long healthyChanges;
  private long changes;

  public FaultyFileSystem(Fault fault, long healthyChanges) {
    super(LOCAL);
    this.fault = fault;
    this.healthyChanges = healthyChanges;
  }

  private static FileSystem local() {
    RawLocalFileSystem local =
        new RawLocalFileSystem() {
          @Override
          public void setPermission(Path path, FsPermission permission) {
            // Hadoop starts a process for each.
          }
        };
    try {
      local.initialize(URI.create("file:///"), new Configuration());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return local;
  }

  /** The local file system, never failing, without syncs and without processes for chmod. */
  static FaultyFileSystem healthy() {
    return new FaultyFileSystem(Fault.EXCEPTION, Long.MAX_VALUE);
  }

  /** True once the fault has happened. */
  public boolean tripped() {
    return changes > healthyChanges;
  }

  private boolean failsNow() {
    changes++;
    return fault == Fault.CRASH ? tripped() : changes == healthyChanges + 1;
  }

  private void change() throws IOException {
    if (failsNow()) {
      throw failure();
    }
  }

  private IOException failure() throws IOException {
    if (fault == Fault.FULL_DISK) {
      // Linux's device that is always full gives Hadoop's own error.
      try (FSDataOutputStream full = fs.create(new Path("/dev/full"), true)) {
        full.write(1);
      }
    }
    return new IOException("injected " + fault);
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) throws IOException {
    change();
    return super.mkdirs(path, permission);
  }

  @Override
  public boolean mkdirs(Path path) throws IOException {
    change();
    return super.mkdirs(path);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    if (failsNow()) {
      if (fault == Fault.ANSWERS_FALSE) {
        return false;
      }
      throw failure();
    }
    return super.rename(from, to);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    if (failsNow()) {
      if (fault == Fault.ANSWERS_FALSE) {
        return false;
      }
      throw failure();
    }
    return super.delete(path, recursive);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    change();
    FSDataOutputStream out =
        super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress);
    return new FSDataOutputStream(new FaultyStream(out), null);
  }

  private final class FaultyStream extends OutputStream implements Syncable, StreamCapabilities {

    private final FSDataOutputStream out;
    private IOException failed;

    private FaultyStream(FSDataOutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
      change();
      out.write(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      if (failsNow()) {
        out.write(bytes, offset, count / 2);
        out.flush();
        failed = failure();
        throw failed;
      }
      out.write(bytes, offset, count);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void hflush() throws IOException {
      change();
      out.hflush();
    }

    @Override
    public void hsync() throws IOException {
      change();
      // No test pulls the plug, and a true sync takes its time.
      out.hflush();
    }

    @Override
    public boolean hasCapability(String capability) {
      return out.hasCapability(capability);
    }

    @Override
    public void close() throws IOException {
      // The handle is released even so, as the end of a process does.
      out.close();
      if (failed != null) {
        // HDFS throws the very same object on close.
        throw failed;
      }
      change();
    }
  }
}
