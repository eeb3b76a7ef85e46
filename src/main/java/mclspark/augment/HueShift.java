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
  static void apply(Pixels pixels, double turn) {
    if (!pixels.isGrey()) {
      // Towards zero, as the original's conversion to an 8-bit integer.
      int shift = (int) (turn * 255);
      PixelMath.BEST.order(pixels.values(), pixels.count());
      turn(pixels.values(), pixels.count(), shift);
    }
  }

  private static void turn(int[] values, int count, int shift) {
    for (int i = 0; i < count; i++) {
      int index = values[i];
      int value = index & 0xFF;
      int low = HueTables.LOW[index & 0xFFFF];
      int saturation = low & 0xFF;
      int hue = HueTables.HUE[index >>> 8] + shift & 0xFF;
      int half = 1 << (HueTables.BITS - 1);
      int middle = value * HueTables.MIDDLE[hue << 8 | saturation] + half >>> HueTables.BITS;
      // Java shifts by the lowest five bits of the count.
      int places = HueTables.PLACES[hue];
      values[i] = value << places | middle << (places >> 8) | low >> 8 << (places >> 16);
    }
  }
}
