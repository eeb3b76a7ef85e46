package mclspark.dataset.shards.make;

/**
 * Where the labels of pictures come from.
 *
 * @param unlabelled whether there are none: all pictures are of one class
 * @param file a file with the label of each picture; empty for folders and names
 */
public record Labelling(boolean unlabelled, String file) {

  /** Labels are what folders, tar files and names say. */
  public static final Labelling BY_FOLDER = new Labelling(false, "");

  /** There are no labels. */
  public static final Labelling NONE = new Labelling(true, "");

  /** Whether folders, tar files and names say them. */
  boolean byFolder() {
    return !unlabelled && file.isEmpty();
  }
}
