package mclspark.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * What one class folder holds, at any depth.
 *
 * @param names paths of its pictures inside it, sorted
 * @param nested whether it has sub-folders
 * @param leftOut what else lies in it
 */
record ClassFolder(List<String> names, boolean nested, LeftOut leftOut) {

  /** Walks through a folder. */
  static ClassFolder walk(FolderEntries entries, Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    LeftOut leftOut = new LeftOut();
    boolean nested = walk(entries, folder, "", names, leftOut);
    names.sort(null);
    return new ClassFolder(names, nested, leftOut);
  }

  private static boolean walk(
      FolderEntries entries, Path folder, String prefix, List<String> names, LeftOut leftOut)
      throws IOException {
    boolean nested = false;
    for (FolderEntries.Entry entry : entries.list(folder, leftOut)) {
      if (entry.isFolder()) {
        nested = true;
        Path inner = FolderEntries.child(folder, entry.name());
        walk(entries, inner, prefix + entry.name() + "/", names, leftOut);
      } else if (PictureNames.isPicture(entry.name())) {
        names.add(prefix + entry.name());
      } else {
        leftOut.other(entry.name());
      }
    }
    return nested;
  }
}
