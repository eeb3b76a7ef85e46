package mclspark.storage;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Lines in an object store, which knows no append: the lines are held in memory (some 300 bytes a
 * step) and the file is written whole with each durable line, once a minute, and at the end.
 */
public final class UploadedLineFile implements LineFile {

  private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final FileSystem files;
  private final Path path;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private long uploaded;
  private boolean pending;

  public UploadedLineFile(FileSystem files, Path path) {
    this.files = files;
    this.path = path;
  }

  @Override
  public void open(Predicate<String> keep) throws IOException {
    if (files.exists(path)) {
      try (InputStream earlier = new BufferedInputStream(files.open(path))) {
        LineFile.copy(earlier, content, keep);
      }
    }
    upload();
  }

  @Override
  public void append(String line, boolean durable) throws IOException {
    content.write(LineFile.bytes(line));
    pending = true;
    if (durable || System.nanoTime() - uploaded > INTERVAL_NANOS) {
      upload();
    }
  }

  private void upload() throws IOException {
    try (OutputStream out = files.create(path, true)) {
      content.writeTo(out);
    }
    uploaded = System.nanoTime();
    pending = false;
  }

  @Override
  public void close() throws IOException {
    if (pending) {
      upload();
    }
  }
}
