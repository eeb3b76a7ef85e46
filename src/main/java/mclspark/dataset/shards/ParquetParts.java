package mclspark.dataset.shards;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mclspark.UserError;
import mclspark.dataset.Split;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The Parquet files of a place, told apart by the part of the set that their names or folders give,
 * as {@code train-00000-of-00294.parquet} and {@code default/test/0000.parquet} do.
 */
public final class ParquetParts {

  private static final Pattern NAMED =
      Pattern.compile("(?i)(train|test|valid|validation|val|dev)(?:[-_.].*)?");

  private static final Pattern PATTERN = Pattern.compile("[*?\\[{]");

  private final String title;
  private final List<Path> files = new ArrayList<>();
  private final List<String> parts = new ArrayList<>(); // of each file; empty for none

  private ParquetParts(String title) {
    this.title = title;
  }

  /**
   * Lists the files of paths or patterns.
   *
   * @throws UserError if there is none
   */
  public static ParquetParts list(List<String> places, Configuration configuration) {
    ParquetParts all = new ParquetParts(String.join(", ", places));
    for (String place : places) {
      try {
        Path path = new Path(place);
        FileSystem files = StoredFiles.fileSystem(path, configuration);
        for (FileStatus status : found(files, path)) {
          all.add(files, status, true);
        }
      } catch (IOException e) {
        throw new UserError("The data " + place + " cannot be read: " + e.getMessage() + ".", e);
      }
    }
    if (all.files.isEmpty()) {
      throw new UserError(all.title + " holds no Parquet file; check the path.");
    }
    return all;
  }

  /**
   * What lies at a path, or fits it as a pattern. Only what is no path is taken for a pattern,
   * since patterns cannot tell names with a colon.
   *
   * @throws IOException if the place cannot be listed
   */
  public static List<FileStatus> found(FileSystem files, Path path) throws IOException {
    if (files.exists(path)) {
      return List.of(files.getFileStatus(path));
    }
    if (!PATTERN.matcher(path.toString()).find()) {
      return List.of();
    }
    try {
      FileStatus[] found = files.globStatus(path);
      return found == null ? List.of() : List.of(found);
    } catch (IllegalArgumentException e) { // a name beside it holds a colon
      return List.of();
    }
  }

  private void add(FileSystem storage, FileStatus status, boolean named) throws IOException {
    String name = status.getPath().getName();
    if (!named && (name.startsWith(".") || name.startsWith("_"))) {
      return; // Spark leaves them out, too
    }
    if (status.isDirectory()) {
      for (FileStatus inside : storage.listStatus(status.getPath())) {
        add(storage, inside, false);
      }
    } else if (named || isParquet(name)) {
      files.add(status.getPath());
      parts.add(part(status.getPath()));
    }
  }

  /** Whether a file name is that of a Parquet file. */
  public static boolean isParquet(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".parquet");
  }

  private static String part(Path file) {
    for (String name : List.of(file.getParent().getName(), stem(file))) {
      Matcher matcher = NAMED.matcher(name);
      if (matcher.matches()) {
        return matcher.group(1).toLowerCase(Locale.ROOT);
      }
    }
    return "";
  }

  private static String stem(Path file) {
    String name = file.getName();
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /**
   * The files of a split; all files, where they are not told apart or of one part only.
   *
   * @throws UserError if there are parts, but none of this split
   */
  List<String> of(Split split) {
    List<String> names =
        split == Split.TRAIN
            ? List.of("train")
            : List.of("test", "validation", "valid", "val", "dev");
    Set<String> known = new TreeSet<>(parts);
    known.remove("");
    if (known.size() <= 1) {
      return of("");
    }
    return of(names.stream().filter(known::contains).findFirst().orElse(names.get(0)));
  }

  /**
   * The files of one part.
   *
   * @param split its name; empty if there is but one
   * @throws UserError if there is no such part, or if several are there and none is named
   */
  public List<String> of(String split) {
    Set<String> known = new TreeSet<>(parts);
    known.remove("");
    if (split.isEmpty() && known.size() > 1) {
      throw new UserError(
          "%s holds several parts of a set, %s; choose one by --split."
              .formatted(title, String.join(" and ", known)));
    }
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      if (split.isEmpty() || parts.get(i).equals(split.toLowerCase(Locale.ROOT))) {
        chosen.add(files.get(i).toString());
      }
    }
    if (chosen.isEmpty()) {
      throw new UserError(
          "%s holds no Parquet file of the part %s; %s."
              .formatted(
                  title,
                  split,
                  known.isEmpty()
                      ? "its files are not named by parts, so leave --split out"
                      : "its parts are " + String.join(" and ", known)));
    }
    chosen.sort(null);
    return chosen;
  }
}
