package mclspark.augment;

import java.util.Arrays;
import mclspark.image.RgbImage;

/**
 * The horizontal pass of the resize for one row: interleaved bytes in, three runs of ints (red,
 * green, blue) out. Taps are summed two to four at a time by loops without an inner loop, which
 * would cost more than its few rounds of work.
 */
final class ResizeRow {

  private static final int MOST_AT_ONCE = 4;

  private ResizeRow() {}

  /**
   * @param source where the first pixel of the row is in {@code bytes}
   * @param out takes {@code 3 * outputs} ints
   */
  static void run(byte[] bytes, int source, ResizeWeights across, int[] out) {
    int length = RgbImage.CHANNELS * across.first().length;
    Arrays.fill(out, 0, length, ResizeWeights.HALF);
    int tap = 0;
    while (tap < across.taps()) {
      int left = across.taps() - tap;
      // Never leave a single one: five taps are three and two.
      int now = left == MOST_AT_ONCE + 1 ? MOST_AT_ONCE - 1 : Math.min(left, MOST_AT_ONCE);
      add(now, bytes, source + RgbImage.CHANNELS * tap, across, tap, out);
      tap += now;
    }
    Rows.shift(out, ResizeWeights.BITS, length);
  }

  private static void add(
      int taps, byte[] bytes, int source, ResizeWeights across, int tap, int[] out) {
    int step = across.taps();
    int[] first = across.first();
    int[] weights = across.weights();
    switch (taps) {
      case 1 -> one(bytes, source, first, weights, tap, step, out);
      case 2 -> two(bytes, source, first, weights, tap, step, out);
      case 3 -> three(bytes, source, first, weights, tap, step, out);
      default -> four(bytes, source, first, weights, tap, step, out);
    }
  }

  private static void one(
      byte[] in, int source, int[] first, int[] weights, int tap, int step, int[] out) {
    int width = first.length;
    int k = tap;
    for (int x = 0; x < width; x++) {
      int p = source + 3 * first[x];
      out[x] += weights[k] * (in[p] & 0xFF);
      out[x + width] += weights[k] * (in[p + 1] & 0xFF);
      out[x + 2 * width] += weights[k] * (in[p + 2] & 0xFF);
      k += step;
    }
  }

  private static void two(
      byte[] in, int source, int[] first, int[] weights, int tap, int step, int[] out) {
    int width = first.length;
    int k = tap;
    for (int x = 0; x < width; x++) {
      int p = source + 3 * first[x];
      int w0 = weights[k];
      int w1 = weights[k + 1];
      out[x] += w0 * (in[p] & 0xFF) + w1 * (in[p + 3] & 0xFF);
      out[x + width] += w0 * (in[p + 1] & 0xFF) + w1 * (in[p + 4] & 0xFF);
      out[x + 2 * width] += w0 * (in[p + 2] & 0xFF) + w1 * (in[p + 5] & 0xFF);
      k += step;
    }
  }

  private static void three(
      byte[] in, int source, int[] first, int[] weights, int tap, int step, int[] out) {
    int width = first.length;
    int k = tap;
    for (int x = 0; x < width; x++) {
      int p = source + 3 * first[x];
      int w0 = weights[k];
      int w1 = weights[k + 1];
      int w2 = weights[k + 2];
      out[x] += w0 * (in[p] & 0xFF) + w1 * (in[p + 3] & 0xFF) + w2 * (in[p + 6] & 0xFF);
      out[x + width] += w0 * (in[p + 1] & 0xFF) + w1 * (in[p + 4] & 0xFF) + w2 * (in[p + 7] & 0xFF);
      out[x + 2 * width] +=
          w0 * (in[p + 2] & 0xFF) + w1 * (in[p + 5] & 0xFF) + w2 * (in[p + 8] & 0xFF);
      k += step;
    }
  }

  private static void four(
      byte[] in, int source, int[] first, int[] weights, int tap, int step, int[] out) {
    int width = first.length;
    int k = tap;
    for (int x = 0; x < width; x++) {
      int p = source + 3 * first[x];
      int w0 = weights[k];
      int w1 = weights[k + 1];
      int w2 = weights[k + 2];
      int w3 = weights[k + 3];
      int red = w0 * (in[p] & 0xFF) + w1 * (in[p + 3] & 0xFF);
      int green = w0 * (in[p + 1] & 0xFF) + w1 * (in[p + 4] & 0xFF);
      int blue = w0 * (in[p + 2] & 0xFF) + w1 * (in[p + 5] & 0xFF);
      out[x] += red + w2 * (in[p + 6] & 0xFF) + w3 * (in[p + 9] & 0xFF);
      out[x + width] += green + w2 * (in[p + 7] & 0xFF) + w3 * (in[p + 10] & 0xFF);
      out[x + 2 * width] += blue + w2 * (in[p + 8] & 0xFF) + w3 * (in[p + 11] & 0xFF);
      k += step;
    }
  }
}
