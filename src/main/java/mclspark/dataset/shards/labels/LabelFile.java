package mclspark.dataset.shards.labels;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mclspark.UserError;
import mclspark.dataset.shards.SourcePicture;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A text file with the classes of pictures: lines of a picture's name and its class, or lines of a
 * class alone for the pictures in the order of their names.
 */
public final class LabelFile {

  private static final Set<String> HEADERS =
      Set.of("imageid", "image_id", "image", "filename", "file", "name", "id", "path");

  /** A name, a separator and what follows. */
  private static final Pattern SEPARATED = Pattern.compile("([^\\t;,]+)([\\t;,])(.*)");

  /**
   * Kaggle's boxes of ImageNet: the class and four numbers, once or more often. The plus at the end
   * saves the stack a frame for each.
   */
  private static final Pattern BOXES =
      Pattern.compile("(\\S+)(?:\\s+\\d+){4}(?:\\s+\\1(?:\\s+\\d+){4})*+");

  private final String file;
  private final List<String[]> lines;
  private final boolean named;

  private LabelFile(String file, List<String[]> lines, boolean named) {
    this.file = file;
    this.lines = lines;
    this.named = named;
  }

  /**
   * Reads the file.
   *
   * @param names a file with names for numbers; may be empty
   * @throws UserError if it cannot be read or is neither of the two kinds
   */
  public static LabelFile read(String file, String names, Configuration configuration) {
    Path path = new Path(file);
    try {
      List<String> lines =
          StoredFiles.readText(StoredFiles.fileSystem(path, configuration), path)
              .lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty())
              .toList();
      boolean kit = GroundTruth.is(file, lines);
      List<String[]> words =
          kit
              ? GroundTruth.named(file, lines, names, configuration).stream()
                  .map(name -> new String[] {name})
                  .toList()
              : lines.stream().map(LabelFile::words).toList();
      LabelFile labels = new LabelFile(file, words, kit);
      labels.check();
      return labels;
    } catch (IOException e) {
      throw new UserError("The labels " + file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /** Whether it has given names to numbers itself. */
  public boolean isNamed() {
    return named;
  }

  /** A name and a class, a class alone, or what is neither. */
  private static String[] words(String line) {
    Matcher separated = SEPARATED.matcher(line);
    if (!separated.matches()) {
      return Stream.of(line.split("\\s+")).map(LabelFile::unquoted).toArray(String[]::new);
    }
    String name = unquoted(separated.group(1));
    String label = separated.group(3).strip();
    Matcher boxes = BOXES.matcher(label);
    if (boxes.matches()) {
      return new String[] {name, boxes.group(1)};
    }
    boolean more = !label.startsWith("\"") && label.contains(separated.group(2));
    return more ? line.split(separated.group(2)) : new String[] {name, unquoted(label)};
  }

  private static String unquoted(String word) {
    boolean quoted = word.length() > 1 && word.startsWith("\"") && word.endsWith("\"");
    return (quoted ? word.substring(1, word.length() - 1) : word).strip();
  }

  private void check() {
    boolean order = isOrder();
    for (int i = 0; i < lines.size(); i++) {
      String[] words = lines.get(i);
      boolean fits = words.length == (order ? 1 : 2);
      if (!fits || words[words.length - 1].isEmpty() || words[words.length - 1].contains("/")) {
        throw new UserError(
            "%s, entry %d: '%s' is not %s; write NAME CLASS, or CLASS alone, in every line, with a comma or tab before a class of several words."
                .formatted(
                    file,
                    i + 1,
                    String.join(" ", words),
                    order ? "a class" : "a name and a class"));
      }
    }
    if (lines.isEmpty()) {
      throw new UserError("The labels " + file + " are empty; write NAME CLASS in every line.");
    }
  }

  private boolean isOrder() {
    return !lines.isEmpty() && lines.get(0).length == 1;
  }

  /**
   * The pictures with their classes.
   *
   * @throws UserError if a picture has no label, or a label no picture
   */
  public List<SourcePicture> label(List<SourcePicture> pictures) {
    Map<String, String> classes = isOrder() ? byOrder(pictures) : byName();
    Set<String> unused = new TreeSet<>(classes.keySet());
    List<String> missing = new ArrayList<>();
    List<SourcePicture> labelled = new ArrayList<>();
    for (SourcePicture picture : pictures) {
      String name = lastPart(picture.path());
      String key = classes.containsKey(name) ? name : withoutEnding(name);
      String className = classes.get(key);
      unused.remove(key);
      if (className == null) {
        missing.add(name);
      } else {
        labelled.add(picture.ofClass(className, className + "/" + name));
      }
    }
    refuse(missing, "has no label for %,d of the pictures (%s, for instance)");
    refuse(
        List.copyOf(unused), "has labels for %,d pictures that are not there (%s, for instance)");
    return labelled;
  }

  private void refuse(List<String> names, String form) {
    if (!names.isEmpty()) {
      throw new UserError(
          "The label file %s %s; give the file of these pictures."
              .formatted(file, String.format(Locale.ROOT, form, names.size(), names.get(0))));
    }
  }

  private Map<String, String> byName() {
    Map<String, String> classes = new LinkedHashMap<>();
    for (String[] words : lines) {
      String name = lastPart(words[0]);
      boolean header = classes.isEmpty() && HEADERS.contains(name.toLowerCase(Locale.ROOT));
      String other = header ? null : classes.put(name, words[1]);
      if (other != null && !other.equals(words[1])) {
        throw new UserError(
            "The label file %s has two classes for %s, %s and %s; correct it."
                .formatted(file, name, other, words[1]));
      }
    }
    return classes;
  }

  private Map<String, String> byOrder(List<SourcePicture> pictures) {
    List<String> names =
        pictures.stream().map(p -> lastPart(p.path())).distinct().sorted().toList();
    if (names.size() != lines.size()) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "The label file %s has %,d lines for %,d pictures; give the file of these pictures.",
              file,
              lines.size(),
              names.size()));
    }
    Map<String, String> classes = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      classes.put(names.get(i), lines.get(i)[0]);
    }
    return classes;
  }

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static String withoutEnding(String name) {
    return name.lastIndexOf('.') > 0 ? name.substring(0, name.lastIndexOf('.')) : name;
  }
}
