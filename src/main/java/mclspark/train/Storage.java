package mclspark.train;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/** Writing through Hadoop's file systems, one pass, with digest and sync. */
final class Storage {

  /** Writes a file's content. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private Storage() {}

  /**
   * The file system without Hadoop's own checksum files: our digests are stronger, and only the raw
   * local file system can sync.
   */
  static FileSystem direct(FileSystem fileSystem) {
    return fileSystem instanceof LocalFileSystem local ? local.getRawFileSystem() : fileSystem;
  }

  /** Creates a new file, counts and digests its bytes while they are written, and syncs it. */
  static FileEntry write(FileSystem fileSystem, Path file, Content content) throws IOException {
    MessageDigest digest = Sha256.start();
    long bytes;
    try (FSDataOutputStream out = fileSystem.create(file, false)) {
      OutputStream digested = new DigestOutputStream(out, digest);
      OutputStream buffered = new BufferedOutputStream(digested, 1 << 16);
      content.writeTo(buffered);
      buffered.flush();
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        out.hsync();
      }
      bytes = out.getPos();
    }
    return new FileEntry(bytes, Sha256.finish(digest));
  }

  /** Creates a folder and those above it. */
  static void makeFolder(FileSystem fileSystem, Path folder) throws IOException {
    // Local file systems answer false where others throw.
    if (!fileSystem.mkdirs(folder)) {
      throw new IOException("the folder cannot be created (permission denied or a full disk)");
    }
  }

  /** Deletes a file or folder, which need not exist. */
  static void delete(FileSystem fileSystem, Path path) throws IOException {
    if (!fileSystem.delete(path, true) && fileSystem.exists(path)) {
      throw new IOException(path + " cannot be deleted");
    }
  }
}
