package mclspark.augment;

/**
 * Pillow's Gaussian blur: three box blurs along each axis with a fractional radius, rounded to 8
 * bits after each, the edge pixels repeated (mcl specification 1.9). Not thread-safe: keeps its
 * buffers.
 *
 * <p>A pass is a sum of shifted rows. Shifted copies are made along a row, too, so that all the
 * arithmetic is loops over whole arrays (see {@link Rows}).
 */
final class GaussianBlur {

  private static final int PASSES = 3;

  private int[][] rows = new int[0][];
  private int[][] results = new int[0][];
  private int[] sum = new int[0];
  private int[] before = new int[0];
  private int[] after = new int[0];

  /** Blurs with a Gaussian of {@code sigma} pixels, which is > 0. */
  void apply(Planes planes, double sigma) {
    BlurBox box = BlurBox.of((float) sigma);
    BlurRow layout = new BlurRow(planes.width(), planes.channels().length, box.reach());
    makeRoom(planes.height(), layout.length());
    for (int y = 0; y < planes.height(); y++) {
      layout.gather(planes, y, rows[y]);
      for (int pass = 0; pass < PASSES; pass++) {
        layout.repeatEdges(rows[y]);
        alongRow(rows[y], box, layout.length());
      }
    }
    for (int pass = 0; pass < PASSES; pass++) {
      acrossRows(planes.height(), box, layout.length());
      int[][] swap = rows;
      rows = results;
      results = swap;
    }
    for (int y = 0; y < planes.height(); y++) {
      layout.scatter(rows[y], planes, y);
    }
  }

  private void makeRoom(int height, int length) {
    if (rows.length < height || rows[0].length < length) {
      rows = new int[height][length];
      results = new int[height][length];
      sum = new int[length];
      before = new int[length];
      after = new int[length];
    }
  }

  private void alongRow(int[] row, BlurBox box, int length) {
    System.arraycopy(row, 0, sum, 0, length);
    for (int shift = 1; shift <= box.radius(); shift++) {
      shift(row, shift, length);
      Rows.add(sum, before, length);
      Rows.add(sum, after, length);
    }
    shift(row, box.reach(), length);
    box.weigh(row, sum, before, after, length);
  }

  // What the shifted rows hold beyond the ends does not matter: only the repeated edge pixels,
  // which
  // are renewed before every pass, are computed from it.
  private void shift(int[] row, int by, int length) {
    System.arraycopy(row, 0, before, by, length - by);
    System.arraycopy(row, by, after, 0, length - by);
  }

  private void acrossRows(int height, BlurBox box, int length) {
    for (int y = 0; y < height; y++) {
      int[] inner = rows[y];
      if (box.radius() > 0) {
        inner = sum;
        System.arraycopy(rows[y], 0, sum, 0, length);
        for (int shift = 1; shift <= box.radius(); shift++) {
          Rows.add(sum, rows[Math.max(0, y - shift)], length);
          Rows.add(sum, rows[Math.min(height - 1, y + shift)], length);
        }
      }
      int[] above = rows[Math.max(0, y - box.reach())];
      int[] below = rows[Math.min(height - 1, y + box.reach())];
      box.weigh(results[y], inner, above, below, length);
    }
  }
}
