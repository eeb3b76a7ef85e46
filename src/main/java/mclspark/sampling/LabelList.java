package mclspark.sampling;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import mclspark.UserError;
import mclspark.dataset.PictureSource;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Chooses the pictures that a file names, one a line, as SimCLR's lists do: by the name of a
 * picture's file, or by the end of its path where several have that name.
 */
public final class LabelList {

  private static final int NOWHERE = -1;
  private static final int NAMES_SHOWN = 3;

  private final String file;
  private final Map<String, Integer> pictures = new HashMap<>(); // name to index, or NOWHERE
  private final TreeSet<Integer> depths = new TreeSet<>(); // parts of the names' paths

  private LabelList(String file) {
    this.file = file;
  }

  /**
   * Reads a list in UTF-8; blank lines do not count.
   *
   * @throws UserError if it cannot be read, names nothing, or one picture twice
   */
  public static LabelList read(String file, Configuration hadoop) {
    LabelList list = new LabelList(file);
    list.text(hadoop).lines().map(String::strip).filter(l -> !l.isEmpty()).forEach(list::add);
    if (list.pictures.isEmpty()) {
      throw list.refuse("it names no picture; write one file name a line");
    }
    return list;
  }

  private String text(Configuration hadoop) {
    try {
      Path path = new Path(file);
      return StoredFiles.readText(StoredFiles.fileSystem(path, hadoop), path);
    } catch (IOException | IllegalArgumentException e) {
      throw StoredFiles.cannotRead(
          "The list %s of data.label_list cannot be read (%s).".formatted(file, e.getMessage()), e);
    }
  }

  private void add(String line) {
    String name = line.replaceFirst("^(\\./|/)+", "");
    if (pictures.put(name, NOWHERE) != null) {
      throw refuse("it names %s twice".formatted(name));
    }
    depths.add(name.split("/", -1).length);
  }

  /**
   * Indices of the named pictures, ascending.
   *
   * @throws UserError if a name is of no picture, or of several
   */
  public int[] choose(PictureSource source) {
    for (int picture = 0; picture < source.size(); picture++) {
      find(source, picture);
    }
    List<String> missing = new ArrayList<>();
    pictures.forEach((name, picture) -> addMissing(name, picture, missing));
    if (!missing.isEmpty()) {
      missing.sort(null);
      throw refuse(
          "%,d of its %,d names are of no picture in data.train, such as %s; the first picture there is %s"
              .formatted(
                  missing.size(),
                  pictures.size(),
                  String.join(", ", missing.subList(0, Math.min(NAMES_SHOWN, missing.size()))),
                  source.size() == 0 ? "missing" : source.name(0)));
    }
    int[] chosen = pictures.values().stream().mapToInt(Integer::intValue).sorted().toArray();
    if (Arrays.stream(chosen).distinct().count() < chosen.length) {
      throw refuse("two of its names are of one picture");
    }
    return chosen;
  }

  private static void addMissing(String name, int picture, List<String> missing) {
    if (picture == NOWHERE) {
      missing.add(name);
    }
  }

  private void find(PictureSource source, int picture) {
    String path = source.name(picture);
    int start = path.length();
    for (int depth = 1; depth <= depths.last() && start > 0; depth++) {
      start = path.lastIndexOf('/', start - 1);
      String name = path.substring(start + 1);
      Integer found = depths.contains(depth) ? pictures.get(name) : null;
      if (found != null && found != NOWHERE) {
        throw refuse(
            "%s may be %s or %s; write more of its path".formatted(name, source.name(found), path));
      }
      if (found != null) {
        pictures.put(name, picture);
      }
    }
  }

  private UserError refuse(String problem) {
    return new UserError("The list %s of data.label_list: %s.".formatted(file, problem));
  }
}
