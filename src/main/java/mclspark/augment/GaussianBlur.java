package mclspark.augment;

/**
 * Pillow's Gaussian blur: three box blurs along each axis with a fractional radius, rounded to 8
 * bits after each, the edge pixels repeated (mcl specification 1.9). Not thread-safe: keeps its
 * buffers.
 *
 * <p>A pass is a sum of neighbouring lines, columns first, so that all the arithmetic is loops over
 * whole arrays (see {@link PillowResize}).
 */
final class GaussianBlur {

  private static final int PASSES = 3;

  private int[][] lines = new int[0][];
  private int[][] results = new int[0][];

  /** Blurs with a Gaussian of {@code sigma} pixels, which is > 0. */
  void apply(Pixels pixels, double sigma) {
    BlurBox box = BlurBox.of((float) sigma);
    int width = pixels.width();
    int height = pixels.height();
    makeRoom(Math.max(width, height));
    for (int y = 0; y < height; y++) {
      System.arraycopy(pixels.values(), y * width, lines[y], 0, width);
    }
    transpose(height, width);
    passes(box, width, height);
    transpose(width, height);
    passes(box, height, width);
    for (int y = 0; y < height; y++) {
      System.arraycopy(lines[y], 0, pixels.values(), y * width, width);
    }
  }

  private void makeRoom(int side) {
    if (lines.length < side) {
      lines = new int[side][PixelMath.padded(side)];
      results = new int[side][PixelMath.padded(side)];
    }
  }

  private void transpose(int count, int length) {
    Transposition.run(lines, count, length, results);
    swap();
  }

  private void swap() {
    int[][] swap = lines;
    lines = results;
    results = swap;
  }

  private void passes(BlurBox box, int count, int length) {
    int[][] inner = new int[2 * box.radius() + 1][];
    for (int pass = 0; pass < PASSES; pass++) {
      for (int i = 0; i < count; i++) {
        for (int k = 0; k < inner.length; k++) {
          inner[k] = line(i + k - box.radius(), count);
        }
        int[] one = line(i - box.reach(), count);
        int[] other = line(i + box.reach(), count);
        PixelMath.BEST.box(results[i], inner, inner.length, one, other, box, length);
      }
      swap();
    }
  }

  // The edge is repeated beyond the picture.
  private int[] line(int i, int count) {
    return lines[Math.max(0, Math.min(count - 1, i))];
  }
}
