package mclspark.spark;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;
import org.apache.spark.TaskContext;

/** The local disk as {@code moody:///}, where files are opened and made only in a good mood. */
public final class MoodyFileSystem extends RawLocalFileSystem {

  /** How many of the next opened files fail. */
  public static final AtomicInteger BAD_READS = new AtomicInteger();

  /** How many of the next new files fail. */
  public static final AtomicInteger BAD_WRITES = new AtomicInteger();

  /** Whether tasks write where the driver does not look. */
  public static final AtomicBoolean UNSHARED = new AtomicBoolean();

  /** The end of the name of a file that tasks no longer find; empty for none. */
  public static final AtomicReference<String> GONE = new AtomicReference<>("");

  /** Makes it known to jobs of this JVM. */
  public static void register() {
    System.setProperty("spark.hadoop.fs.moody.impl", MoodyFileSystem.class.getName());
    BAD_READS.set(0);
    BAD_WRITES.set(0);
    UNSHARED.set(false);
    GONE.set("");
  }

  /** The counterpart of {@link #register}. */
  public static void forget() {
    System.clearProperty("spark.hadoop.fs.moody.impl");
  }

  @Override
  public URI getUri() {
    return URI.create("moody:///");
  }

  @Override
  public File pathToFile(Path path) {
    File file = super.pathToFile(path);
    return UNSHARED.get() && TaskContext.get() != null
        ? new File(file.getParentFile(), "elsewhere-" + file.getName())
        : file;
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return plain(super.getFileStatus(path));
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    return Arrays.stream(super.listStatus(path))
        .map(MoodyFileSystem::plain)
        .toArray(FileStatus[]::new);
  }

  /** Without the permissions, which Hadoop looks up by the scheme "file" only. */
  private static FileStatus plain(FileStatus file) {
    return new FileStatus(
        file.getLen(),
        file.isDirectory(),
        1,
        file.getBlockSize(),
        file.getModificationTime(),
        file.getPath());
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    failWhile(BAD_READS);
    if (!GONE.get().isEmpty() && path.getName().endsWith(GONE.get()) && TaskContext.get() != null) {
      throw new FileNotFoundException(path + " does not exist");
    }
    return super.open(path, bufferSize);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    failWhile(BAD_WRITES);
    return super.create(path, overwrite, bufferSize, replication, blockSize, progress);
  }

  private static void failWhile(AtomicInteger bad) throws IOException {
    if (bad.get() > 0) {
      bad.getAndDecrement();
      throw new IOException("the server is busy");
    }
  }
}
