package mclspark.augment;

/** Turns the hue of a picture in Pillow's 8-bit HSV space, by way of {@link HueTables}. */
final class HueShift {

  private HueShift() {}

  /**
   * Turns by a part of the circle; a grey picture stays as it is. A turn of 0 is not the identity:
   * going to HSV and back rounds.
   *
   * @param turn from -0.5 to 0.5
   */
  static void apply(Planes planes, double turn) {
    if (!planes.isGrey()) {
      // Towards zero, as the original's conversion to an 8-bit integer.
      int shift = (int) (turn * 255);
      turn(planes.red(), planes.green(), planes.blue(), planes.pixels(), shift);
    }
  }

  private static void turn(int[] red, int[] green, int[] blue, int length, int shift) {
    for (int i = 0; i < length; i++) {
      int r = red[i];
      int g = green[i];
      int b = blue[i];
      int value = Math.max(r, Math.max(g, b));
      int low = Math.min(r, Math.min(g, b));
      int chroma = value - low;
      // value - middle, since the three channels sum to value + middle + low.
      int fall = 2 * value + low - r - g - b;
      int order = HueTables.order(r, g, b);
      int hue = HueTables.HUE[order << 16 | fall << 8 | chroma] + shift & 0xFF;
      int saturation = HueTables.SATURATION[value << 8 | chroma] & 0xFF;
      int newLow = HueTables.LOW[saturation << 8 | value] & 0xFF;
      int half = 1 << (HueTables.BITS - 1);
      int middle = value * HueTables.MIDDLE[hue << 8 | saturation] + half >>> HueTables.BITS;
      int all = value | middle << 8 | newLow << 16;
      int places = HueTables.PLACES[hue];
      red[i] = all >> places & 0xFF;
      green[i] = all >> (places >> 8) & 0xFF;
      blue[i] = all >> (places >> 16) & 0xFF;
    }
  }
}
