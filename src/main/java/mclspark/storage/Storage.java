package mclspark.storage;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/** Writing through Hadoop's file systems, one pass, with digest and sync. */
public final class Storage {

  /** Writes a file's content. */
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private Storage() {}

  /**
   * The file system without Hadoop's own checksum files: our digests are stronger, and only the raw
   * local file system can sync.
   */
  public static FileSystem direct(FileSystem fileSystem) {
    return fileSystem instanceof LocalFileSystem local ? local.getRawFileSystem() : fileSystem;
  }

  /** Creates a new file, counts and digests its bytes while they are written, and syncs it. */
  public static FileEntry write(FileSystem fileSystem, Path file, Content content)
      throws IOException {
    FSDataOutputStream out = fileSystem.create(file, false);
    FileEntry entry;
    try {
      entry = fill(out, content);
    } catch (IOException | RuntimeException | Error e) {
      closeAfter(e, out);
      throw e;
    }
    out.close();
    return entry;
  }

  private static FileEntry fill(FSDataOutputStream out, Content content) throws IOException {
    MessageDigest digest = Sha256.start();
    OutputStream buffered = new BufferedOutputStream(new DigestOutputStream(out, digest), 1 << 16);
    content.writeTo(buffered);
    buffered.flush();
    if (out.hasCapability(StreamCapabilities.HSYNC)) {
      out.hsync();
    }
    return new FileEntry(out.getPos(), Sha256.finish(digest));
  }

  /** HDFS throws the same object again on close, which try-with-resources cannot bear. */
  private static void closeAfter(Throwable failure, FSDataOutputStream out) {
    try {
      out.close();
    } catch (IOException | FSError e) {
      suppress(failure, e);
    }
  }

  /** Adds a second failure to the first, unless it is the same object. */
  public static void suppress(Throwable failure, Throwable second) {
    if (second != failure) {
      failure.addSuppressed(second);
    }
  }

  /** Creates a folder and those above it. */
  public static void makeFolder(FileSystem fileSystem, Path folder) throws IOException {
    // Local file systems answer false where others throw.
    if (!fileSystem.mkdirs(folder)) {
      throw new IOException("the folder cannot be created (permission denied or a full disk)");
    }
  }

  /** Deletes a file or folder, which need not exist. */
  public static void delete(FileSystem fileSystem, Path path) throws IOException {
    if (!fileSystem.delete(path, true) && fileSystem.exists(path)) {
      throw new IOException(path + " cannot be deleted");
    }
  }
}
