package mclspark.data.shards;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import mclspark.UserError;
import mclspark.data.PictureNames;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Finds the pictures in a tar file and where their bytes are, also in tar files inside it, as
 * ImageNet's training set comes. A picture's class is the folder that holds it within the tar file,
 * or, without one, the name of the tar file: then the file is flat.
 */
final class TarPictures {

  private static final String TAR = ".tar";

  private final String file;
  private final List<SourcePicture> found = new ArrayList<>();
  private boolean flat;

  private TarPictures(String file) {
    this.file = file;
  }

  /**
   * Lists a tar file; contents are skipped over.
   *
   * @throws UserError if it is damaged, or holds what has no place of its own
   */
  static TarPictures list(FileSystem files, Path path) {
    TarPictures pictures = new TarPictures(path.toString());
    try (InputStream in = files.open(path)) {
      pictures.scan(in, 0, withoutEnding(path.getName()), true);
      return pictures;
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError(
          "The tar file " + path + " cannot be read: " + e.getMessage() + "; copy it again.", e);
    }
  }

  /** The tar file. */
  String file() {
    return file;
  }

  /** Its pictures, in the order of the file. */
  List<SourcePicture> pictures() {
    return Collections.unmodifiableList(found);
  }

  /** Whether pictures lie in the tar file itself, neither in a folder nor in a tar file inside. */
  boolean isFlat() {
    return flat;
  }

  // The streams stay open: the inner ones end with the outer one, which the caller closes.
  @SuppressWarnings("resource")
  private void scan(InputStream in, long start, String name, boolean outer) throws IOException {
    PositionStream counted = new PositionStream(in);
    TarArchiveInputStream tar = new TarArchiveInputStream(counted);
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      long content = start + counted.position(); // nothing is read ahead of the header
      if (entry.isFile() && entry.getName().endsWith(TAR)) {
        scan(tar, content, withoutEnding(lastPart(entry.getName())), false);
      } else if (entry.isFile() && PictureNames.isPicture(entry.getName())) {
        add(entry, content, name, outer);
      }
    }
  }

  private void add(TarArchiveEntry entry, long content, String tarName, boolean outer) {
    if (entry.isSparse()) {
      throw new UserError(
          file + " holds " + entry.getName() + " as a sparse file; pack it anew without --sparse.");
    }
    String[] parts = entry.getName().replaceFirst("^(\\./+)+", "").split("/");
    flat |= outer && parts.length == 1;
    String className = parts.length > 1 ? parts[parts.length - 2] : tarName;
    String path = className + "/" + parts[parts.length - 1];
    found.add(new SourcePicture(file, content, entry.getSize(), 0, className, path));
  }

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static String withoutEnding(String name) {
    return name.substring(0, name.length() - TAR.length());
  }
}
