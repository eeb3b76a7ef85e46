package mclspark.dataset.shards.make;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import mclspark.UserError;
import mclspark.dataset.FolderEntries;
import mclspark.dataset.ForeignData;
import mclspark.dataset.LeftOut;
import mclspark.dataset.ListingProgress;
import mclspark.dataset.PictureNames;
import mclspark.storage.StoredFiles;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tar files that came compressed or in another form, in a folder of their own, since members are
 * read at their offsets. Closing removes the folder.
 */
public final class UnpackedTars implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(UnpackedTars.class);
  private static final int CHUNK = 1 << 20;
  private static final long ALWAYS = 1L << 30;
  private static final long LARGEST_GROWTH = 100;

  private final Path place;
  private final Rewriter rewriter;
  private final Configuration configuration;
  private final List<String> sources = new ArrayList<>();
  private int count;

  private UnpackedTars(Path place, Rewriter rewriter, Configuration configuration) {
    this.place = place;
    this.rewriter = rewriter;
    this.configuration = configuration;
  }

  /** Whether one of these sources is, or holds, a compressed tar file, or one of another form. */
  public static boolean among(
      List<String> sources, Rewriter rewriter, Configuration configuration) {
    UnpackedTars tars = new UnpackedTars(null, rewriter, configuration);
    return sources.stream()
        .flatMap(source -> tars.parts(source).stream())
        .anyMatch(source -> isGzip(source) || tars.isRewritten(source));
  }

  /**
   * Decompresses what is compressed among sources, and rewrites what is of another form.
   *
   * @param place a folder that is removed first, and by {@link #close}
   * @param rewriter knows the other form
   * @throws UserError if an archive is damaged, or there is no room
   */
  public static UnpackedTars of(
      List<String> sources, Path place, Rewriter rewriter, Configuration configuration) {
    UnpackedTars tars = new UnpackedTars(place, rewriter, configuration);
    try {
      tars.remove();
      sources.stream().flatMap(source -> tars.parts(source).stream()).forEach(tars::add);
      return tars;
    } catch (RuntimeException | Error e) {
      tars.close();
      throw e;
    }
  }

  /** The sources, with decompressed tar files in place of the compressed ones. */
  public List<String> sources() {
    return List.copyOf(sources);
  }

  /** A pattern or a folder of compressed tar files are these; what is none stays as it is. */
  private List<String> parts(String source) {
    try {
      Path path = new Path(source);
      FileSystem files = StoredFiles.fileSystem(path, configuration);
      if (!files.exists(path)) {
        List<String> names = BracePattern.is(source) ? BracePattern.expand(source) : List.of();
        return names.stream().anyMatch(name -> isGzip(name) || isRewritten(name))
            ? names
            : List.of(source);
      }
      return files.getFileStatus(path).isDirectory() ? inside(files, path) : List.of(source);
    } catch (IOException e) {
      throw new UserError("The data " + source + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Beside other things they are refused by the listing. */
  private List<String> inside(FileSystem files, Path folder) throws IOException {
    try (ListingProgress progress = ListingProgress.of(folder)) {
      List<FolderEntries.Entry> all =
          new FolderEntries(files, progress).list(folder, new LeftOut());
      boolean mixed =
          all.stream()
              .anyMatch(
                  entry ->
                      entry.isFolder()
                          || TarPictures.isTar(entry.name())
                          || PictureNames.isPicture(entry.name()));
      List<String> names =
          all.stream()
              .map(FolderEntries.Entry::name)
              .filter(UnpackedTars::isGzip)
              .sorted()
              .toList();
      return mixed || names.isEmpty()
          ? List.of(folder.toString())
          : names.stream().map(name -> FolderEntries.child(folder, name).toString()).toList();
    }
  }

  private static boolean isGzip(String source) {
    return ForeignData.isGzippedTar(source.substring(source.lastIndexOf('/') + 1));
  }

  private boolean isRewritten(String source) {
    try {
      return rewriter.takes(new Path(source), configuration);
    } catch (IOException e) {
      throw new UserError("The data " + source + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void add(String source) {
    boolean gzip = isGzip(source);
    if (!gzip && !isRewritten(source)) {
      sources.add(source);
      return;
    }
    Path from = new Path(source);
    String name = from.getName().replaceFirst("(?i)\\.(tar\\.gz|tgz)$", "") + ".tar";
    Path to = FolderEntries.child(new Path(place, Integer.toString(count++)), name);
    LOG.info("{} is unpacked into {}, which takes its full size there until the end", from, place);
    if (gzip) {
      unpack(from, to);
    } else {
      rewrite(from, to);
    }
    sources.add(to.toString());
  }

  private void rewrite(Path from, Path to) {
    try (OutputStream out = StoredFiles.fileSystem(to, configuration).create(to, true)) {
      rewriter.write(from, out, configuration);
    } catch (IOException e) {
      throw new UserError(
          "%s cannot be rewritten in %s: %s.".formatted(from, to.getParent(), e.getMessage()), e);
    }
  }

  private void unpack(Path from, Path to) {
    try (InputStream file = StoredFiles.fileSystem(from, configuration).open(from);
        OutputStream out = StoredFiles.fileSystem(to, configuration).create(to, true)) {
      unpack(file, out, most(StoredFiles.fileSystem(from, configuration).getFileStatus(from)));
    } catch (EOFException e) {
      throw new UserError(
          from + " ends within its compressed data, as a copy that was cut; copy it again.", e);
    } catch (IOException e) {
      throw new UserError(
          "%s cannot be decompressed into %s: %s; copy it again, or make room."
              .formatted(from, to.getParent(), e.getMessage()),
          e);
    }
  }

  /** Pictures hardly shrink; a small file that fills a disk is no set of pictures. */
  private static long most(FileStatus file) {
    return Math.max(ALWAYS, LARGEST_GROWTH * file.getLen());
  }

  /**
   * Decompresses a file.
   *
   * @param most bytes that come out of it
   * @throws IOException if it is damaged, or holds more
   */
  static void unpack(InputStream file, OutputStream out, long most) throws IOException {
    InputStream in =
        GzipCompressorInputStream.builder()
            .setInputStream(file)
            .setDecompressConcatenated(true)
            .get();
    byte[] chunk = new byte[CHUNK];
    long left = most;
    for (int n = in.readNBytes(chunk, 0, CHUNK); n > 0; n = in.readNBytes(chunk, 0, CHUNK)) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("it was stopped");
      }
      left -= n;
      if (left < 0) {
        throw new IOException(
            "it unpacks to more than " + most + " bytes, which no pictures do; unpack it yourself");
      }
      out.write(chunk, 0, n);
    }
  }

  private void remove() {
    try {
      StoredFiles.fileSystem(place, configuration).delete(place, true);
    } catch (IOException e) {
      throw new UserError(place + " cannot be removed: " + e.getMessage() + ".", e);
    }
  }

  @Override
  public void close() {
    try {
      remove();
    } catch (UserError e) {
      LOG.warn("{} Remove it by hand.", e.getMessage());
    }
  }
}
