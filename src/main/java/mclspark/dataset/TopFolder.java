package mclspark.dataset;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * What lies directly in the folder of a data set.
 *
 * @param classes its sub-folders, sorted
 * @param pictures pictures beside them, sorted
 * @param others other files beside them
 */
record TopFolder(List<String> classes, List<String> pictures, List<String> others) {

  static TopFolder of(List<FolderEntries.Entry> entries) {
    return new TopFolder(
        entries.stream().filter(e -> e.isFolder()).map(e -> e.name()).sorted().toList(),
        files(entries, true),
        files(entries, false));
  }

  private static List<String> files(List<FolderEntries.Entry> entries, boolean pictures) {
    return entries.stream()
        .filter(e -> !e.isFolder() && PictureNames.isPicture(e.name()) == pictures)
        .map(e -> e.name())
        .sorted()
        .toList();
  }

  /** Whether it holds pictures and no sub-folder. */
  boolean isFlat() {
    return classes.isEmpty() && !pictures.isEmpty();
  }

  /** Counts what is of no class. */
  void leaveOut(LeftOut leftOut) {
    pictures.forEach(name -> leftOut.beside());
    others.forEach(leftOut::other);
  }

  /** Why a folder without sub-folders is no set of labelled pictures. */
  String withoutClasses(Path root) {
    if (pictures.isEmpty()) {
      return "The data folder %s %s; it must hold one sub-folder with pictures per class."
          .formatted(root, others.isEmpty() ? "is empty" : "has no sub-folder");
    }
    return String.format(
        Locale.ROOT,
        "The data folder %s holds %,d pictures and no sub-folder; move them into one sub-folder per"
            + " class, as src/docs/shards.md shows for ImageNet's validation set (without labels"
            + " they are of use to mcl pretrain alone).",
        root,
        pictures.size());
  }

  /** A problem if tar files lie beside class folders, as while ImageNet is being unpacked. */
  Optional<String> tarBesideClasses(Path root) {
    return others.stream()
        .filter(name -> name.toLowerCase(Locale.ROOT).endsWith(".tar"))
        .findFirst()
        .map(
            tar ->
                "%s holds class folders and tar files (%s and %s, for instance); unpack all tar"
                        .formatted(root, classes.get(0), tar)
                    + " files, or move one kind into a folder of its own.");
  }
}
