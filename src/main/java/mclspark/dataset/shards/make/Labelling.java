package mclspark.dataset.shards.make;

import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;
import mclspark.UserError;

/**
 * Where the labels of pictures come from.
 *
 * @param rule which place
 * @param file with the label of each picture, for {@link LabelRule#FILE}; else empty
 * @param jsonKey key of the label in the {@code .json} files of WebDataset
 * @param column column of the label in metadata files
 * @param names file with names for numbers; empty if labels are taken as they are
 */
public record Labelling(LabelRule rule, String file, String jsonKey, String column, String names) {

  private static final String LABEL = "label";
  private static final String JSON = "json:";

  /** As Hive and Spark name the folders of a partitioned table. */
  private static final Pattern PARTITION = Pattern.compile("[A-Za-z_]\\w*=.*");

  /** Labels are where the sources have them. */
  public static final Labelling AUTO = of(LabelRule.AUTO);

  /** Labels are what folders, tar files and names say. */
  public static final Labelling BY_FOLDER = of(LabelRule.FOLDER);

  /** There are no labels. */
  public static final Labelling NONE = of(LabelRule.NONE);

  private static Labelling of(LabelRule rule) {
    return new Labelling(rule, "", LABEL, LABEL, "");
  }

  /**
   * Reads options.
   *
   * @param labels {@code none}, {@code folder}, {@code cls}, {@code json}, {@code json:KEY}, {@code
   *     column} or a file; empty for what the sources have
   * @param column column of metadata files
   * @param names file of class names; may be empty
   * @throws UserError if they do not go together
   */
  public static Labelling parse(String labels, String column, String names) {
    boolean key = labels.startsWith(JSON);
    LabelRule rule = key ? LabelRule.JSON : rule(labels);
    if (rule == LabelRule.AUTO && !column.equals(LABEL)) {
      rule = LabelRule.COLUMN;
    }
    if (key && labels.equals(JSON)) {
      throw new UserError("--labels json: names no key; write --labels json:KEY.");
    }
    if (rule == LabelRule.NONE && !names.isEmpty()) {
      throw new UserError("--class-names and --labels none exclude each other; choose one.");
    }
    return new Labelling(
        rule,
        rule == LabelRule.FILE ? labels : "",
        key ? labels.substring(JSON.length()) : LABEL,
        column,
        names);
  }

  private static LabelRule rule(String labels) {
    return switch (labels) {
      case "" -> LabelRule.AUTO;
      case "none", "folder", "cls", "json", "column" ->
          LabelRule.valueOf(labels.toUpperCase(Locale.ROOT));
      default -> LabelRule.FILE;
    };
  }

  /** The same for a file with the label of each picture. */
  static Labelling byFile(String file) {
    return new Labelling(LabelRule.FILE, file, LABEL, LABEL, "");
  }

  /**
   * Refuses names of folders as classes that are partitions of a table, as {@code dt=2026-11-01}.
   *
   * @throws UserError unless folders were asked for
   */
  void refusePartitions(Object place, Collection<String> folders) {
    if (rule != LabelRule.FOLDER
        && !folders.isEmpty()
        && folders.stream().allMatch(PARTITION.asMatchPredicate())) {
      throw new UserError(
          "%s holds folders named as the partitions of a table (%s, for instance), not as classes; choose --labels none for all pictures without labels, or --labels folder if they are the classes."
              .formatted(place, folders.iterator().next()));
    }
  }

  /** Whether the {@code .json} files of WebDataset may hold labels. */
  boolean readsJson() {
    return rule == LabelRule.AUTO || rule == LabelRule.JSON;
  }
}
