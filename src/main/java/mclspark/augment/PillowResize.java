package mclspark.augment;

import mclspark.image.CropBox;
import mclspark.image.RgbImage;

/**
 * Pillow's BILINEAR resize, which averages over all pixels that an output covers: horizontally
 * first, rounded to 8 bits, then vertically. Equal to Pillow byte for byte. Not thread-safe: keeps
 * its buffers.
 *
 * <p>The horizontal pass works on columns, so that both passes are sums of whole arrays.
 */
public final class PillowResize {

  private static final int AT_ONCE = 4;

  // What is resized in one piece; tall pictures are done strip by strip, lest they take much
  // memory.
  private static final int MOST_PIXELS = 1 << 20;

  private int[][] source = new int[0][]; // a ring of the box's columns
  private int[][] columns = new int[0][]; // after the horizontal pass
  private int[][] rows = new int[0][]; // the same, transposed
  private int[] row = new int[0];
  private int[][] taps = new int[0][]; // what the next sum is made of

  /** Cuts {@code box} out of the picture and resizes it to {@code width x height}. */
  public void resize(RgbImage picture, CropBox box, int width, int height, Pixels out) {
    resizeWindow(picture, box, width, height, new CropBox(0, 0, height, width), out);
  }

  /**
   * Cuts {@code box} out of the picture, resizes it to {@code width x height} and keeps of this
   * only {@code window}; the rest is not computed.
   */
  void resizeWindow(
      RgbImage picture, CropBox box, int width, int height, CropBox window, Pixels out) {
    box.requireInside(picture.width(), picture.height());
    window.requireInside(width, height);
    ResizeWeights across = ResizeWeights.of(box.width(), width, window.left(), window.width());
    ResizeWeights down = ResizeWeights.of(box.height(), height, window.top(), window.height());
    out.reset(window.width(), window.height());
    int most = MOST_PIXELS / Math.max(window.width(), across.taps());
    int from = 0;
    while (from < window.height()) {
      int to = end(down, from, most);
      int top = down.first()[from];
      int length = down.first()[to - 1] + down.taps() - top;
      makeRoom(across.taps(), down.taps(), window.width(), length);
      across(picture, new CropBox(box.top() + top, box.left(), length, box.width()), across);
      Transposition.run(columns, window.width(), length, rows);
      down(down, from, to, out);
      from = to;
    }
  }

  // The outputs whose inputs are at most so many rows; one at least.
  private static int end(ResizeWeights down, int from, int most) {
    int to = from + 1;
    int limit = down.first()[from] + most - down.taps();
    while (to < down.first().length && down.first()[to] <= limit) {
      to++;
    }
    return to;
  }

  private void down(ResizeWeights down, int from, int to, Pixels out) {
    int width = out.width();
    for (int y = from; y < to; y++) {
      weigh(row, rows, down.first()[y] - down.first()[from], down, y, width);
      System.arraycopy(row, 0, out.values(), y * width, width);
    }
  }

  private void across(RgbImage picture, CropBox box, ResizeWeights across) {
    int start = across.first()[0];
    int loaded = start;
    for (int x = 0; x < across.first().length; x++) {
      int first = across.first()[x];
      while (loaded < first + across.taps()) {
        loaded = load(picture, box, loaded, start);
      }
      weigh(columns[x], source, first - start, across, x, box.height());
    }
  }

  private void weigh(
      int[] out, int[][] ring, int first, ResizeWeights weights, int at, int length) {
    for (int tap = 0; tap < weights.taps(); tap++) {
      taps[tap] = ring[(first + tap) % ring.length];
    }
    PixelMath.BEST.weigh(out, taps, weights.weights(), at * weights.taps(), weights.taps(), length);
  }

  private int load(RgbImage picture, CropBox box, int column, int start) {
    int rowBytes = RgbImage.CHANNELS * picture.width();
    int at = box.top() * rowBytes + RgbImage.CHANNELS * (box.left() + column);
    int slot = (column - start) % source.length;
    int[] a = source[slot];
    if (column + AT_ONCE < box.width()) {
      int[] b = source[(slot + 1) % source.length];
      int[] c = source[(slot + 2) % source.length];
      int[] d = source[(slot + 3) % source.length];
      four(picture.pixels(), at, rowBytes, a, b, c, d, box.height());
      return column + AT_ONCE;
    }
    one(picture.pixels(), at, rowBytes, a, box.height());
    return column + 1;
  }

  private static void four(
      byte[] bytes, int start, int rowBytes, int[] a, int[] b, int[] c, int[] d, int length) {
    int at = start;
    for (int i = 0; i < length; i++) {
      a[i] = PixelBytes.get(bytes, at);
      b[i] = PixelBytes.get(bytes, at + 3);
      c[i] = PixelBytes.get(bytes, at + 6);
      d[i] = PixelBytes.get(bytes, at + 9);
      at += rowBytes;
    }
  }

  private static void one(byte[] bytes, int start, int rowBytes, int[] out, int length) {
    int at = start;
    for (int i = 0; i < length - 1; i++) {
      out[i] = PixelBytes.get(bytes, at);
      at += rowBytes;
    }
    out[length - 1] = PixelBytes.getLast(bytes, at);
  }

  private void makeRoom(int across, int down, int width, int length) {
    source = atLeast(source, across + AT_ONCE, length);
    columns = atLeast(columns, width, length);
    rows = atLeast(rows, length, width);
    if (row.length < width) {
      row = new int[PixelMath.padded(width)];
    }
    if (taps.length < Math.max(across, down)) {
      taps = new int[Math.max(across, down)][];
    }
  }

  private static int[][] atLeast(int[][] arrays, int count, int length) {
    if (arrays.length >= count && arrays[0].length >= length) {
      return arrays;
    }
    int longest = arrays.length == 0 ? length : Math.max(length, arrays[0].length);
    return new int[Math.max(count, arrays.length)][PixelMath.padded(longest)];
  }
}
