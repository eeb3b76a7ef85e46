package mclspark.augment;

import mclspark.image.CropBox;
import mclspark.image.RgbImage;

/**
 * Pillow's BILINEAR resize, which averages over all pixels that an output covers: horizontally
 * first, rounded to 8 bits, then vertically. Equal to Pillow byte for byte. Not thread-safe: keeps
 * its buffers.
 */
public final class PillowResize {

  // The last rows that went through the horizontal pass, three channels one after the other; row y
  // is in slot y % taps. Arrays of their own: see Rows.
  private int[][] rows = new int[0][];
  private int[] sums = new int[0];

  /** Cuts {@code box} out of the picture and resizes it to {@code width x height}. */
  public void resize(RgbImage picture, CropBox box, int width, int height, Planes out) {
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
    int taps = down.taps();
    makeRoom(taps, RgbImage.CHANNELS * window.width());
    int done = 0;
    for (int y = 0; y < window.height(); y++) {
      int first = down.first()[y];
      for (done = Math.max(done, first); done < first + taps; done++) {
        int source = RgbImage.CHANNELS * ((box.top() + done) * picture.width() + box.left());
        ResizeRow.run(picture.pixels(), source, across, rows[done % taps]);
      }
      sumRows(down, y, RgbImage.CHANNELS * window.width());
      scatter(out, y);
    }
  }

  private void makeRoom(int taps, int rowLength) {
    if (rows.length < taps || rows[0].length < rowLength) {
      rows = new int[taps][rowLength];
      sums = new int[rowLength];
    }
  }

  private void sumRows(ResizeWeights down, int y, int length) {
    int taps = down.taps();
    int[] weights = down.weights();
    int first = down.first()[y];
    int k = y * taps;
    if (taps == 1) {
      System.arraycopy(rows[0], 0, sums, 0, length);
      return;
    }
    int[] one = rows[first % taps];
    int[] two = rows[(first + 1) % taps];
    Rows.weigh(sums, one, two, weights[k], weights[k + 1], ResizeWeights.HALF, length);
    for (int tap = 2; tap < taps; tap++) {
      Rows.addWeighed(sums, rows[(first + tap) % taps], weights[k + tap], length);
    }
    // No clipping: the weights are >= 0 and sum to 2^22 plus at most the rounding of each.
    Rows.shift(sums, ResizeWeights.BITS, length);
  }

  private void scatter(Planes out, int y) {
    int width = out.width();
    System.arraycopy(sums, 0, out.red(), y * width, width);
    System.arraycopy(sums, width, out.green(), y * width, width);
    System.arraycopy(sums, 2 * width, out.blue(), y * width, width);
  }
}
