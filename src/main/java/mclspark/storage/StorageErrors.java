package mclspark.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Locale;
import java.util.Optional;
import mclspark.StorageError;
import mclspark.UserError;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;

/** Turns failures of a file system into sentences that name the path, the cause and a remedy. */
public final class StorageErrors {

  private static final String MEND =
      "Mend the storage or choose another output folder; what was saved before is untouched.";

  private StorageErrors() {}

  /**
   * The error for a failed write: a {@link UserError} where the user can mend the cause, else a
   * {@link StorageError}. An interrupt is no user's mistake and stays one.
   */
  public static RuntimeException cannotWrite(Path path, Throwable failure) {
    IOException cause = unwrap(failure);
    if (isInterrupt(cause)) {
      return interrupted(path, cause);
    }
    String sentence = "Cannot write " + path + ": " + reason(cause) + ". ";
    return remedy(cause)
        .<RuntimeException>map(remedy -> new UserError(sentence + remedy, failure))
        .orElseGet(() -> new StorageError(sentence + MEND, failure));
  }

  /** The error for a failed read; as for a failed write. */
  public static RuntimeException cannotRead(Path path, Throwable failure) {
    IOException cause = unwrap(failure);
    if (isInterrupt(cause)) {
      return interrupted(path, cause);
    }
    if (cause instanceof FileNotFoundException) {
      return new UserError(path + " does not exist. Check the path.", failure);
    }
    return StoredFiles.cannotRead(
        "Cannot read " + path + ": " + reason(cause) + ". Check the storage and its permissions.",
        cause);
  }

  /** Hadoop's local file system throws a full disk as an {@link Error}. */
  private static IOException unwrap(Throwable failure) {
    if (failure instanceof IOException io) {
      return io;
    }
    if (failure instanceof FSError && failure.getCause() instanceof IOException io) {
      return io;
    }
    return new IOException(failure.toString(), failure);
  }

  private static boolean isInterrupt(IOException cause) {
    boolean timeout = cause instanceof SocketTimeoutException;
    return (cause instanceof InterruptedIOException && !timeout)
        || cause instanceof ClosedByInterruptException;
  }

  private static RuntimeException interrupted(Path path, IOException cause) {
    Thread.currentThread().interrupt();
    return new UncheckedIOException("interrupted at " + path, cause);
  }

  private static String reason(IOException cause) {
    String message = cause.getMessage();
    if (message == null || message.isBlank()) {
      return cause.getClass().getSimpleName();
    }
    // Remote exceptions carry the other side's stack in the lines that follow.
    String firstLine = message.strip().lines().findFirst().orElseThrow();
    return firstLine.endsWith(".") ? firstLine.substring(0, firstLine.length() - 1) : firstLine;
  }

  /** What the user can do; nothing for a failure that may pass by itself. */
  private static Optional<String> remedy(IOException cause) {
    String text = cause.toString().toLowerCase(Locale.ROOT);
    if (text.contains("no space left") || text.contains("quota")) {
      return Optional.of(
          "Free space there, raise the quota or choose another output folder; what was saved"
              + " before is untouched.");
    }
    if (StoredFiles.isDenied(cause)) {
      return Optional.of("Allow this user to write there or choose another output folder.");
    }
    if (cause instanceof ParentNotDirectoryException
        || cause instanceof FileAlreadyExistsException
        || text.contains("not a directory")) {
      return Optional.of("A part of the path is a file; choose another output folder.");
    }
    return Optional.empty();
  }
}
