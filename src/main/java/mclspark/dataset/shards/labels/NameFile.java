package mclspark.dataset.shards.labels;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mclspark.UserError;
import mclspark.dataset.shards.SourcePicture;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A text file with the names of numbered classes: a name a line, the first being that of number 0,
 * or a number and a name in every line.
 */
public final class NameFile {

  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final Pattern NUMBERED = Pattern.compile("(\\d{1,9})[\\s,;:]+(\\S.*)");

  private final String file;
  private final boolean numbered;
  private final TreeMap<Integer, String> names = new TreeMap<>();

  private NameFile(String file, List<String> lines) {
    this.file = file;
    numbered = lines.stream().allMatch(NUMBERED.asMatchPredicate());
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher matcher = NUMBERED.matcher(lines.get(i));
      boolean own = numbered && matcher.matches();
      String name = own ? matcher.group(2).strip() : lines.get(i);
      check(i, name, seen.put(name, i + 1));
      if (names.put(own ? Integer.parseInt(matcher.group(1)) : i, name) != null) {
        throw refuse(i, "gives number " + matcher.group(1) + " again; give each number once.");
      }
    }
  }

  /**
   * Reads the file.
   *
   * @throws UserError if it cannot be read, is empty, or names a class twice
   */
  public static NameFile read(String file, Configuration configuration) {
    Path path = new Path(file);
    try {
      List<String> lines =
          StoredFiles.readText(StoredFiles.fileSystem(path, configuration), path)
              .strip()
              .lines()
              .map(String::strip)
              .toList();
      if (lines.isEmpty()) {
        throw new UserError("The class names " + file + " are empty; write a name in every line.");
      }
      return new NameFile(file, lines);
    } catch (IOException e) {
      throw new UserError("The class names " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void check(int line, String name, Integer before) {
    if (!SampleLabel.isName(name)) {
      throw refuse(line, "is no name of a class: '%s'; write a name, without /.".formatted(name));
    }
    if (before != null) {
      throw refuse(line, "names %s again, as line %d; make them differ.".formatted(name, before));
    }
  }

  private UserError refuse(int line, String problem) {
    return new UserError("%s, line %d %s".formatted(file, line + 1, problem));
  }

  /** Whether every line gives the number, too. */
  boolean isNumbered() {
    return numbered;
  }

  /** All names, in the order of their numbers. */
  public List<String> names() {
    return List.copyOf(names.values());
  }

  /** The names by their numbers. */
  public Map<Integer, String> byNumber() {
    return Map.copyOf(names);
  }

  /**
   * The pictures under the names of their labels, be these numbers or names already.
   *
   * @throws UserError if a label is neither
   */
  public List<SourcePicture> rename(List<SourcePicture> pictures) {
    Map<String, String> known = new HashMap<>();
    names.values().forEach(name -> known.put(name, name));
    List<SourcePicture> renamed = new ArrayList<>(pictures.size());
    for (SourcePicture picture : pictures) {
      String label = picture.className();
      String name = known.computeIfAbsent(label, this::ofNumber);
      if (name == null) {
        throw new UserError(
            "The label %s of %s in %s is outside the class names %s, which has %d for the numbers %d to %d; give the names of these data."
                .formatted(
                    label,
                    picture.path().substring(label.length() + 1),
                    picture.file(),
                    file,
                    names.size(),
                    names.firstKey(),
                    names.lastKey()));
      }
      renamed.add(picture.ofClass(name, name + picture.path().substring(label.length())));
    }
    return renamed;
  }

  private String ofNumber(String label) {
    return NUMBER.matcher(label).matches() ? names.get(Integer.parseInt(label)) : null;
  }
}
