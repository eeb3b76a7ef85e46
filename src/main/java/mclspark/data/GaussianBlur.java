package mclspark.data;

/**
 * Pillow's Gaussian blur: three box blurs along each axis with a fractional radius, rounded to 8
 * bits after each, the edge pixels repeated (mcl specification 1.9). Not thread-safe: keeps its
 * buffers.
 */
final class GaussianBlur {

  private static final int PASSES = 3;
  private static final int BITS = 24;
  private static final int HALF = 1 << (BITS - 1);

  private int[] line = new int[0];
  private int[] other = new int[0];

  /** Blurs with a Gaussian of {@code sigma} pixels, which is > 0. */
  void apply(Planes planes, double sigma) {
    Box box = Box.of((float) sigma);
    int reach = box.radius + 1;
    line = atLeast(line, planes.width() + 2 * reach);
    other = atLeast(other, planes.pixels());
    for (int[] plane : planes.channels()) {
      for (int y = 0; y < planes.height(); y++) {
        alongRow(plane, y * planes.width(), planes.width(), box);
      }
      for (int pass = 0; pass < PASSES; pass++) {
        acrossRows(plane, planes.width(), planes.height(), box);
        System.arraycopy(other, 0, plane, 0, planes.pixels());
      }
    }
  }

  private void alongRow(int[] plane, int from, int width, Box box) {
    int reach = box.radius + 1;
    for (int pass = 0; pass < PASSES; pass++) {
      System.arraycopy(plane, from, line, reach, width);
      for (int k = 0; k < reach; k++) {
        line[k] = line[reach];
        line[reach + width + k] = line[reach + width - 1];
      }
      row(line, plane, from, width, box);
    }
  }

  private static void row(int[] in, int[] out, int to, int width, Box box) {
    int inner = box.inner;
    int edge = box.edge;
    if (box.radius == 0) {
      for (int x = 0; x < width; x++) {
        out[to + x] = inner * in[x + 1] + edge * (in[x] + in[x + 2]) + HALF >>> BITS;
      }
    } else if (box.radius == 1) {
      for (int x = 0; x < width; x++) {
        int sum = in[x + 1] + in[x + 2] + in[x + 3];
        out[to + x] = inner * sum + edge * (in[x] + in[x + 4]) + HALF >>> BITS;
      }
    } else {
      anyRow(in, out, to, width, box);
    }
  }

  private static void anyRow(int[] in, int[] out, int to, int width, Box box) {
    int last = 2 * box.radius + 2;
    int sum = 0;
    for (int k = 1; k < last; k++) {
      sum += in[k];
    }
    for (int x = 0; x < width; x++) {
      out[to + x] = box.inner * sum + box.edge * (in[x] + in[x + last]) + HALF >>> BITS;
      sum += in[x + last] - in[x + 1];
    }
  }

  private void acrossRows(int[] plane, int width, int height, Box box) {
    line = atLeast(line, width);
    for (int y = 0; y < height; y++) {
      java.util.Arrays.fill(line, 0, width, 0);
      for (int k = -box.radius; k <= box.radius; k++) {
        add(line, plane, clamp(y + k, height) * width, width);
      }
      int above = clamp(y - box.radius - 1, height) * width;
      int below = clamp(y + box.radius + 1, height) * width;
      weigh(line, plane, above, below, other, y * width, width, box.inner, box.edge);
    }
  }

  private static void add(int[] sums, int[] plane, int from, int length) {
    for (int x = 0; x < length; x++) {
      sums[x] += plane[from + x];
    }
  }

  private static void weigh(
      int[] sums,
      int[] plane,
      int above,
      int below,
      int[] out,
      int to,
      int length,
      int inner,
      int edge) {
    for (int x = 0; x < length; x++) {
      int ends = plane[above + x] + plane[below + x];
      out[to + x] = inner * sums[x] + edge * ends + HALF >>> BITS;
    }
  }

  private static int clamp(int y, int height) {
    return Math.max(0, Math.min(height - 1, y));
  }

  private static int[] atLeast(int[] buffer, int length) {
    return buffer.length < length ? new int[length] : buffer;
  }

  /**
   * The box of one pass.
   *
   * @param radius pixels on each side that count in full
   * @param inner their weight and the centre's, scaled by 2^24
   * @param edge the weight of the next pixel on each side, scaled by 2^24
   */
  record Box(int radius, int inner, int edge) {

    /** The box whose three passes have the variance of the Gaussian, in float32 as Pillow. */
    static Box of(float sigma) {
      float variance = sigma * sigma / PASSES;
      float length = (float) Math.sqrt(12.0 * variance + 1.0);
      float whole = (float) Math.floor((length - 1.0f) / 2.0f);
      float part = (2 * whole + 1) * (whole * (whole + 1) - 3 * variance);
      part /= 6 * (variance - (whole + 1) * (whole + 1));
      float radius = whole + part;
      int full = (int) radius;
      int inner = (int) ((1 << BITS) / (radius * 2 + 1));
      int edge = ((1 << BITS) - (2 * full + 1) * inner) / 2;
      return new Box(full, inner, edge);
    }
  }
}
