package mclspark.storage;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Predicate;

/** Lines in a file of this machine. Each reaches the operating system before append returns. */
public final class LocalLineFile implements LineFile {

  private final Path path;
  private OutputStream out;

  public LocalLineFile(Path path) {
    this.path = path;
  }

  @Override
  public void open(Predicate<String> keep) throws IOException {
    Files.createDirectories(path.toAbsolutePath().getParent());
    Path next = path.resolveSibling("." + path.getFileName() + ".tmp");
    try (OutputStream kept = new BufferedOutputStream(Files.newOutputStream(next))) {
      if (Files.exists(path)) {
        try (InputStream earlier = new BufferedInputStream(Files.newInputStream(path))) {
          LineFile.copy(earlier, kept, keep);
        }
      }
    }
    // A writer that still holds the old file from here on writes where nobody reads.
    Files.move(next, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    out = Files.newOutputStream(path, StandardOpenOption.APPEND);
  }

  @Override
  public void append(String line, boolean durable) throws IOException {
    out.write(LineFile.bytes(line)); // one unbuffered write: a reader never waits for a half line
  }

  @Override
  public void close() throws IOException {
    if (out != null) {
      out.close();
    }
  }
}
