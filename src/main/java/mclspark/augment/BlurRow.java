package mclspark.augment;

/**
 * How {@link GaussianBlur} keeps a row: its channels one after the other, each with room for the
 * repeated edge pixels on both sides.
 *
 * @param width pixels
 * @param channels 3, or 1 for a grey picture
 * @param border repeated pixels on each side
 */
record BlurRow(int width, int channels, int border) {

  int length() {
    return channels * (width + 2 * border);
  }

  private int start(int channel) {
    return channel * (width + 2 * border) + border;
  }

  void gather(Planes planes, int y, int[] row) {
    int[][] from = planes.channels();
    for (int c = 0; c < channels; c++) {
      System.arraycopy(from[c], y * width, row, start(c), width);
    }
  }

  void scatter(int[] row, Planes planes, int y) {
    int[][] to = planes.channels();
    for (int c = 0; c < channels; c++) {
      System.arraycopy(row, start(c), to[c], y * width, width);
    }
  }

  void repeatEdges(int[] row) {
    for (int c = 0; c < channels; c++) {
      int first = start(c);
      int last = first + width - 1;
      for (int k = 1; k <= border; k++) {
        row[first - k] = row[first];
        row[last + k] = row[last];
      }
    }
  }
}
