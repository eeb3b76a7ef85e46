package mclspark.dataset;

/**
 * How pictures lie together in storage, which decides the order in which an epoch shows them:
 * pictures on their own in any order, groups of them by {@code WindowedOrder}. Immutable.
 */
public final class PictureLayout {

  /** Every picture can be read alone: an epoch is a permutation of all. */
  public static final PictureLayout SINGLE = new PictureLayout(new int[0], 1);

  private final int[] starts; // [groups + 1], first picture of each group; none for single ones
  private final int window;

  private PictureLayout(int[] starts, int window) {
    this.starts = starts;
    this.window = window;
  }

  /**
   * Pictures that are read in groups.
   *
   * @param starts first picture of each group, and at the end the number of pictures
   * @param window groups whose pictures are shuffled together
   */
  public static PictureLayout grouped(int[] starts, int window) {
    if (starts.length < 2 || window < 1) {
      throw new IllegalArgumentException(starts.length + " starts, window " + window);
    }
    return new PictureLayout(starts.clone(), window);
  }

  public boolean isGrouped() {
    return starts.length > 0;
  }

  public int groups() {
    return starts.length - 1;
  }

  public int window() {
    return window;
  }

  public int start(int group) {
    return starts[group];
  }

  public int end(int group) {
    return starts[group + 1];
  }
}
