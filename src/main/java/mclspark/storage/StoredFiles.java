package mclspark.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Optional;
import mclspark.StorageError;
import mclspark.UserError;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;

/** How this package reaches files: any Hadoop file system, whole files at a time. */
public final class StoredFiles {

  private StoredFiles() {}

  /**
   * The path's file system. The local disk comes without Hadoop's hidden checksum files: reading is
   * several times faster, a colon in a name is no trouble, and folders stay fit to be copied.
   */
  public static FileSystem fileSystem(Path path, Configuration configuration) throws IOException {
    FileSystem files = path.getFileSystem(configuration);
    return files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
  }

  /** The path as every process understands it: with its file system, and no working folder. */
  public static Path qualified(Path path, Configuration configuration) throws IOException {
    FileSystem files = fileSystem(path, configuration);
    return path.makeQualified(files.getUri(), files.getWorkingDirectory());
  }

  /** A path without links, as far as it exists and the machine of the driver can tell. */
  public static String real(Path path) {
    URI uri = path.toUri();
    if (uri.getScheme() != null && !uri.getScheme().equals("file")) {
      return uri.toString();
    }
    java.nio.file.Path whole = java.nio.file.Path.of(uri.getPath()).toAbsolutePath().normalize();
    java.nio.file.Path there = whole;
    while (!Files.exists(there)) { // the root exists
      there = there.getParent();
    }
    try {
      return there.toRealPath().resolve(there.relativize(whole)).toString();
    } catch (IOException e) {
      throw StorageErrors.cannotRead(path, e);
    }
  }

  /**
   * The error for a failed read, with a sentence for the user: a {@link UserError} where a person
   * has to mend the cause (a missing file, a permission, an unknown file system), else a {@link
   * StorageError}, which may pass by itself.
   */
  public static UserError cannotRead(String sentence, Throwable cause) {
    boolean lasts =
        cause instanceof FileNotFoundException
            || cause instanceof NoSuchFileException
            || cause instanceof UnsupportedFileSystemException
            || isDenied(cause);
    return lasts ? new UserError(sentence, cause) : new StorageError(sentence, cause);
  }

  /**
   * The error of a worker that lacks what the driver has found: a machine that came up before its
   * mounts, for instance.
   */
  public static StorageError unseen(Path path, Throwable cause) {
    return new StorageError(
        path + " is not seen on this machine, though the driver has seen it. Is it mounted there?",
        cause);
  }

  /**
   * Refuses a file of the local disk that is not found because Java cannot express its name here,
   * as on a machine without a UTF-8 locale.
   *
   * @throws UserError if that is so
   */
  public static void refuseInexpressible(FileSystem files, Path path) {
    if (files instanceof RawLocalFileSystem) {
      inexpressible(path.toString(), System.getProperty("sun.jnu.encoding"))
          .ifPresent(
              sentence -> {
                throw new UserError(sentence);
              });
    }
  }

  static Optional<String> inexpressible(String path, String encoding) {
    boolean known = encoding != null && Charset.isSupported(encoding);
    return !known || Charset.forName(encoding).newEncoder().canEncode(path)
        ? Optional.empty()
        : Optional.of(
            "%s cannot be opened on a machine whose locale is for %s; set LC_ALL there to a UTF-8 locale, such as C.UTF-8."
                .formatted(path, encoding));
  }

  /** Whether this user may not do what was tried. */
  public static boolean isDenied(Throwable cause) {
    String text = cause.toString().toLowerCase(Locale.ROOT);
    return cause instanceof AccessControlException
        || cause instanceof AccessDeniedException
        || text.contains("permission denied")
        || text.contains("read-only file system");
  }

  /** Reads a whole file. */
  public static byte[] readBytes(FileSystem files, Path path) throws IOException {
    try (InputStream in = files.open(path)) {
      return in.readAllBytes();
    }
  }

  /** Reads a whole file as UTF-8. */
  public static String readText(FileSystem files, Path path) throws IOException {
    return new String(readBytes(files, path), StandardCharsets.UTF_8);
  }
}
