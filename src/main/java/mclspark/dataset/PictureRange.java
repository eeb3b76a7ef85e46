package mclspark.dataset;

/**
 * A row of a listing: a file and the pictures in it.
 *
 * @param path the file
 * @param label the label id of its pictures, or {@link #MIXED}
 * @param firstIndex index of its first picture in the data set
 * @param count how many pictures it holds; 1 for a picture file
 */
public record PictureRange(String path, int label, int firstIndex, int count) {

  /** The label of a file that holds pictures of several classes. */
  public static final int MIXED = -1;
}
