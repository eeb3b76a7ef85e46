package mclspark.data;

/**
 * The horizontal pass of the resize for one row: interleaved bytes in, three runs of ints (red,
 * green, blue) out. The usual numbers of taps have loops of their own, since an inner loop of two
 * to five rounds costs more than its work.
 */
final class ResizeRow {

  private ResizeRow() {}

  /**
   * @param source where the first pixel of the row is in {@code bytes}
   * @param out takes {@code 3 * outputs} ints
   */
  static void run(byte[] bytes, int source, ResizeWeights across, int[] out) {
    switch (across.taps()) {
      case 2 -> two(bytes, source, across.first(), across.weights(), out);
      case 3 -> three(bytes, source, across.first(), across.weights(), out);
      case 4 -> four(bytes, source, across.first(), across.weights(), out);
      default -> any(bytes, source, across, out);
    }
  }

  private static void two(byte[] in, int source, int[] first, int[] weights, int[] out) {
    int width = first.length;
    for (int x = 0; x < width; x++) {
      int p = source + 3 * first[x];
      int w0 = weights[2 * x];
      int w1 = weights[2 * x + 1];
      int red = w0 * (in[p] & 0xFF) + w1 * (in[p + 3] & 0xFF);
      int green = w0 * (in[p + 1] & 0xFF) + w1 * (in[p + 4] & 0xFF);
      int blue = w0 * (in[p + 2] & 0xFF) + w1 * (in[p + 5] & 0xFF);
      put(out, x, width, red, green, blue);
    }
  }

  private static void three(byte[] in, int source, int[] first, int[] weights, int[] out) {
    int width = first.length;
    for (int x = 0; x < width; x++) {
      int p = source + 3 * first[x];
      int w0 = weights[3 * x];
      int w1 = weights[3 * x + 1];
      int w2 = weights[3 * x + 2];
      int red = w0 * (in[p] & 0xFF) + w1 * (in[p + 3] & 0xFF) + w2 * (in[p + 6] & 0xFF);
      int green = w0 * (in[p + 1] & 0xFF) + w1 * (in[p + 4] & 0xFF) + w2 * (in[p + 7] & 0xFF);
      int blue = w0 * (in[p + 2] & 0xFF) + w1 * (in[p + 5] & 0xFF) + w2 * (in[p + 8] & 0xFF);
      put(out, x, width, red, green, blue);
    }
  }

  private static void four(byte[] in, int source, int[] first, int[] weights, int[] out) {
    int width = first.length;
    for (int x = 0; x < width; x++) {
      int p = source + 3 * first[x];
      int w0 = weights[4 * x];
      int w1 = weights[4 * x + 1];
      int w2 = weights[4 * x + 2];
      int w3 = weights[4 * x + 3];
      int red = w0 * (in[p] & 0xFF) + w1 * (in[p + 3] & 0xFF);
      int green = w0 * (in[p + 1] & 0xFF) + w1 * (in[p + 4] & 0xFF);
      int blue = w0 * (in[p + 2] & 0xFF) + w1 * (in[p + 5] & 0xFF);
      red += w2 * (in[p + 6] & 0xFF) + w3 * (in[p + 9] & 0xFF);
      green += w2 * (in[p + 7] & 0xFF) + w3 * (in[p + 10] & 0xFF);
      blue += w2 * (in[p + 8] & 0xFF) + w3 * (in[p + 11] & 0xFF);
      put(out, x, width, red, green, blue);
    }
  }

  private static void any(byte[] in, int source, ResizeWeights across, int[] out) {
    int taps = across.taps();
    int width = across.first().length;
    for (int x = 0; x < width; x++) {
      int p = source + 3 * across.first()[x];
      int red = 0;
      int green = 0;
      int blue = 0;
      for (int k = x * taps; k < (x + 1) * taps; k++) {
        int weight = across.weights()[k];
        red += weight * (in[p] & 0xFF);
        green += weight * (in[p + 1] & 0xFF);
        blue += weight * (in[p + 2] & 0xFF);
        p += 3;
      }
      put(out, x, width, red, green, blue);
    }
  }

  private static void put(int[] out, int x, int width, int red, int green, int blue) {
    out[x] = (red + ResizeWeights.HALF) >> ResizeWeights.BITS;
    out[x + width] = (green + ResizeWeights.HALF) >> ResizeWeights.BITS;
    out[x + 2 * width] = (blue + ResizeWeights.HALF) >> ResizeWeights.BITS;
  }
}
