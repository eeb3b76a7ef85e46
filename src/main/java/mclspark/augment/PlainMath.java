package mclspark.augment;

import java.util.Arrays;
import mclspark.image.Blend;

/**
 * The arithmetic in plain loops, for a JVM without the Vector API. The just-in-time compiler makes
 * vector instructions of short loops over whole arrays that share one index; hence one channel and
 * few rows at a time.
 */
final class PlainMath implements PixelMath {

  private static final int EVEN = 0xFF00FF;
  private static final int LOW = 0xFFFF;
  private static final int BLUE = 16;

  @Override
  public void weigh(int[] out, int[][] rows, int[] weights, int at, int taps, int length) {
    int[] sum = new int[length];
    Arrays.fill(out, 0, length, 0);
    for (int shift = 0; shift <= BLUE; shift += 8) {
      Arrays.fill(sum, ResizeWeights.HALF);
      int tap = taps & 1;
      if (tap != 0) {
        add(sum, rows[0], rows[0], weights[at], 0, shift, length);
      }
      for (; tap < taps; tap += 2) {
        int first = weights[at + tap];
        int second = weights[at + tap + 1];
        add(sum, rows[tap], rows[tap + 1], first, second, shift, length);
      }
      put(out, sum, ResizeWeights.BITS, shift, length);
    }
  }

  private static void add(
      int[] sum, int[] one, int[] two, int first, int second, int shift, int length) {
    for (int i = 0; i < length; i++) {
      sum[i] += (one[i] >>> shift & 0xFF) * first + (two[i] >>> shift & 0xFF) * second;
    }
  }

  private static void put(int[] out, int[] sum, int bits, int shift, int length) {
    for (int i = 0; i < length; i++) {
      out[i] |= sum[i] >>> bits << shift;
    }
  }

  @Override
  public void box(
      int[] out, int[][] rows, int count, int[] one, int[] other, BlurBox box, int length) {
    int[] edges = new int[length];
    int[] sum = new int[length];
    for (int shift = 8; shift >= 0; shift -= 8) { // green, then red and blue
      putSum(edges, one, other, shift, length);
      putPart(sum, rows[0], shift, length);
      for (int k = 1; k < count; k += 2) {
        addParts(sum, rows[k], rows[k + 1], shift, length);
      }
      if (shift == 8) {
        putGreen(out, sum, edges, box.inner(), box.edge(), length);
      } else {
        addRedAndBlue(out, sum, edges, box.inner(), box.edge(), length);
      }
    }
  }

  private static void putSum(int[] sum, int[] one, int[] two, int shift, int length) {
    for (int i = 0; i < length; i++) {
      sum[i] = (one[i] >>> shift & EVEN) + (two[i] >>> shift & EVEN);
    }
  }

  private static void putPart(int[] sum, int[] row, int shift, int length) {
    for (int i = 0; i < length; i++) {
      sum[i] = row[i] >>> shift & EVEN;
    }
  }

  private static void addParts(int[] sum, int[] one, int[] two, int shift, int length) {
    for (int i = 0; i < length; i++) {
      sum[i] += (one[i] >>> shift & EVEN) + (two[i] >>> shift & EVEN);
    }
  }

  private static void putGreen(int[] out, int[] sum, int[] edges, int inner, int edge, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = inner * sum[i] + edge * edges[i] + BlurBox.HALF >>> BlurBox.BITS << 8;
    }
  }

  private static void addRedAndBlue(
      int[] out, int[] sum, int[] edges, int inner, int edge, int length) {
    for (int i = 0; i < length; i++) {
      int red = inner * (sum[i] & LOW) + edge * (edges[i] & LOW) + BlurBox.HALF;
      int blue = inner * (sum[i] >>> BLUE) + edge * (edges[i] >>> BLUE) + BlurBox.HALF;
      out[i] |= red >>> BlurBox.BITS | blue >>> BlurBox.BITS << BLUE;
    }
  }

  @Override
  public void saturate(int[] values, int factor, int length) {
    int[] grey = new int[length];
    for (int i = 0; i < length; i++) {
      grey[i] = Luminance.of(values[i]);
    }
    for (int shift = 0; shift <= BLUE; shift += 8) {
      blend(values, grey, factor, shift, length);
    }
  }

  private static void blend(int[] values, int[] grey, int factor, int shift, int length) {
    int others = ~(0xFF << shift);
    for (int i = 0; i < length; i++) {
      int level = Blend.fixed(grey[i], values[i] >>> shift & 0xFF, factor);
      values[i] = values[i] & others | level << shift;
    }
  }

  @Override
  public void order(int[] values, int length) {
    for (int i = 0; i < length; i++) {
      int pixel = values[i];
      values[i] = HueTables.index(pixel & 0xFF, pixel >>> 8 & 0xFF, pixel >>> BLUE);
    }
  }
}
