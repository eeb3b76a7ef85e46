package mclspark.storage;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;

/**
 * A file that appears whole or not at all: written beside its place under a temporary name of its
 * own, renamed by {@link #commit}. Closing without a commit removes what was written; what a
 * process leaves that was killed begins with a dot, so no listing takes it for data.
 */
public final class CommittedFile implements AutoCloseable {

  private static final String ENDING = ".tmp";

  /** They replace a file in one step, if asked; on object stores Hadoop deletes it first. */
  private static final Set<String> REPLACING = Set.of("hdfs", "viewfs", "webhdfs", "swebhdfs");

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

  /**
   * Opens the temporary file; missing folders are made. Several may be open for one place: the last
   * to be committed stays.
   */
  public static CommittedFile create(Path place, Configuration configuration) throws IOException {
    FileSystem files = StoredFiles.fileSystem(place, configuration);
    String name = "." + place.getName() + "." + UUID.randomUUID() + ENDING;
    return new CommittedFile(files, place, new Path(place.getParent(), name));
  }

  /**
   * Writes a whole file, in place of an older one.
   *
   * @throws mclspark.UserError if that is not possible
   */
  public static void write(Path place, Configuration configuration, Storage.Content content) {
    try (CommittedFile file = create(place, configuration)) {
      content.writeTo(file.stream());
      file.commit();
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotWrite(place, e);
    }
  }

  /** Whether a file is one that was never committed. */
  public static boolean isLeftOver(Path file) {
    return file.getName().startsWith(".") && file.getName().endsWith(ENDING);
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
    if (REPLACING.contains(files.getUri().getScheme())) {
      FileContext.getFileContext(files.getUri(), files.getConf())
          .rename(temporary, place, Rename.OVERWRITE);
      return;
    }
    if (renamed()) { // a local disk replaces what is there at once
      return;
    }
    files.delete(place, false); // object stores do not rename onto a file
    if (!renamed()) {
      throw new IOException(temporary + " cannot be renamed to " + place);
    }
  }

  private boolean renamed() throws IOException {
    try {
      return files.rename(temporary, place);
    } catch (FileAlreadyExistsException e) {
      return false;
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
