package mclspark.dataset;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which files of a data set are its pictures, by their names. */
public final class PictureNames {

  /** Endings of picture files, in any case (spec 1.7). */
  private static final Set<String> EXTENSIONS =
      Set.of("jpg", "jpeg", "png", "ppm", "bmp", "pgm", "tif", "tiff", "webp");

  /** What systems put beside the files of their users; names that begin with a dot come to it. */
  private static final Set<String> SIDE_NAMES =
      Set.of(
          "__MACOSX",
          "@eaDir",
          "#recycle",
          "lost+found",
          "$RECYCLE.BIN",
          "System Volume Information");

  private static final Set<String> PARTS =
      Set.of("train", "training", "val", "valid", "validation", "test", "testing");

  private PictureNames() {}

  /** Whether a path has the ending of a picture file. */
  public static boolean isPicture(String path) {
    return EXTENSIONS.contains(ending(path));
  }

  /**
   * Whether a file or folder of this name is not of the set: hidden, as macOS's {@code ._NAME} and
   * Jupyter's {@code .ipynb_checkpoints} are, or put there by an archiver or a storage system.
   */
  public static boolean isSideFile(String name) {
    return name.startsWith(".") || SIDE_NAMES.contains(name);
  }

  /** A problem if folders are named as the parts of a set, not as classes. */
  public static Optional<String> partsOfASet(Object place, Collection<String> folders) {
    return folders.stream().allMatch(name -> PARTS.contains(name.toLowerCase(Locale.ROOT)))
        ? Optional.of(
            "%s holds %s, which by their names are parts of a set and no classes; give one of them."
                .formatted(place, String.join(" and ", folders)))
        : Optional.empty();
  }

  /** A problem if most pictures lie beside the folders that would be the classes. */
  public static Optional<String> mostlyBeside(Object place, long beside, long inside) {
    return beside > inside
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "%s holds %,d pictures beside its sub-folders and %,d in them; give each class a"
                    + " sub-folder.",
                place,
                beside,
                inside))
        : Optional.empty();
  }

  /** What follows the last dot of a path's name, in lower case; empty without one. */
  static String ending(String path) {
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') ? path.substring(dot + 1).toLowerCase(Locale.ROOT) : "";
  }

  /** Hadoop's pattern for the names of picture files, in any case. */
  public static String pattern() {
    return EXTENSIONS.stream()
        .sorted()
        .map(PictureNames::inAnyCase)
        .collect(Collectors.joining(",", "*.{", "}"));
  }

  private static String inAnyCase(String ending) {
    return ending
        .chars()
        .mapToObj(letter -> "[" + (char) letter + Character.toUpperCase((char) letter) + "]")
        .collect(Collectors.joining());
  }

  /** The endings of pictures, for messages. */
  static String endings() {
    return String.join(", ", EXTENSIONS.stream().sorted().toList());
  }
}
