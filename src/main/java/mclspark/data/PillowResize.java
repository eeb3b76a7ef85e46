package mclspark.data;

/**
 * Pillow's BILINEAR resize, which averages over all pixels that an output covers: horizontally
 * first, rounded to 8 bits, then vertically. Equal to Pillow byte for byte. Not thread-safe: keeps
 * its buffers.
 */
final class PillowResize {

  // The last rows that went through the horizontal pass; row y is in slot y % taps.
  private int[] rows = new int[0];
  private int[] sums = new int[0];

  /** Cuts {@code box} out of the picture and resizes it to {@code width x height}. */
  void resize(RgbImage picture, CropBox box, int width, int height, Planes out) {
    resizeWindow(picture, box, width, height, new CropBox(0, 0, height, width), out);
  }

  /**
   * Cuts {@code box} out of the picture, resizes it to {@code width x height} and keeps of this
   * only {@code window}; the rest is not computed.
   */
  void resizeWindow(
      RgbImage picture, CropBox box, int width, int height, CropBox window, Planes out) {
    box.requireInside(picture.width(), picture.height());
    window.requireInside(width, height);
    ResizeWeights across = ResizeWeights.of(box.width(), width, window.left(), window.width());
    ResizeWeights down = ResizeWeights.of(box.height(), height, window.top(), window.height());
    out.reset(window.width(), window.height());
    int rowLength = RgbImage.CHANNELS * window.width();
    rows = atLeast(rows, down.taps() * rowLength);
    sums = atLeast(sums, rowLength);
    int done = down.first()[0];
    for (int y = 0; y < window.height(); y++) {
      int end = down.first()[y] + down.taps();
      for (done = Math.max(done, down.first()[y]); done < end; done++) {
        int source = RgbImage.CHANNELS * ((box.top() + done) * picture.width() + box.left());
        ResizeRow.run(picture.pixels(), source, across, rows, done % down.taps() * rowLength);
      }
      sumRows(down, y, rowLength);
      scatter(out, y);
    }
  }

  private void sumRows(ResizeWeights down, int y, int rowLength) {
    int taps = down.taps();
    int first = down.first()[y];
    for (int k = 0; k < taps; k++) {
      int weight = down.weights()[y * taps + k];
      int row = (first + k) % taps * rowLength;
      if (k == 0) {
        start(sums, rows, row, weight, rowLength);
      } else {
        add(sums, rows, row, weight, rowLength);
      }
    }
  }

  private static void start(int[] sums, int[] rows, int row, int weight, int length) {
    for (int i = 0; i < length; i++) {
      sums[i] = ResizeWeights.HALF + weight * rows[row + i];
    }
  }

  private static void add(int[] sums, int[] rows, int row, int weight, int length) {
    for (int i = 0; i < length; i++) {
      sums[i] += weight * rows[row + i];
    }
  }

  private void scatter(Planes out, int y) {
    int width = out.width();
    shift(sums, 0, out.red(), y * width, width);
    shift(sums, width, out.green(), y * width, width);
    shift(sums, 2 * width, out.blue(), y * width, width);
  }

  // No clipping: the weights are >= 0 and sum to at most 2^22 plus the rounding of each.
  private static void shift(int[] sums, int from, int[] plane, int to, int length) {
    for (int i = 0; i < length; i++) {
      plane[to + i] = sums[from + i] >> ResizeWeights.BITS;
    }
  }

  private static int[] atLeast(int[] buffer, int length) {
    return buffer.length < length ? new int[length] : buffer;
  }
}
