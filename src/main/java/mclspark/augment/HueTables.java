package mclspark.augment;

/**
 * Pillow's conversions between RGB and 8-bit HSV as tables (mcl specification 1.9), computed with
 * the float32 and double steps of the original.
 */
final class HueTables {

  /** Fraction bits of {@link #MIDDLE}. */
  static final int BITS = 24;

  /**
   * The hue by {@code order << 16 | (max - middle) << 8 | (max - min)}; see {@link #order} for the
   * first part.
   */
  static final byte[] HUE = hues();

  /** The saturation by {@code max << 8 | (max - min)}. */
  static final byte[] SATURATION = saturations();

  /** The smallest of the three channels by {@code saturation << 8 | value}. */
  static final byte[] LOW = lows();

  /** What to multiply the value with for the middle channel, by {@code hue << 8 | saturation}. */
  static final int[] MIDDLE = middles();

  /**
   * Where a hue's channels come from: three fields of 8 bits (red, green, blue from the lowest),
   * each 0 for the value, 8 for the middle, 16 for the low one.
   */
  static final int[] PLACES = places();

  private HueTables() {}

  /** Three bits that tell the order of a pixel's channels. */
  static int order(int red, int green, int blue) {
    return (red - green) >>> 31 | (green - blue) >>> 31 << 1 | (blue - red) >>> 31 << 2;
  }

  private static byte[] hues() {
    byte[] table = new byte[8 << 16];
    for (int chroma = 1; chroma < 256; chroma++) {
      for (int fall = 0; fall <= chroma; fall++) {
        int middle = chroma - fall;
        putHue(table, chroma, middle, 0, fall);
        putHue(table, chroma, 0, middle, fall);
        putHue(table, middle, chroma, 0, fall);
        putHue(table, 0, chroma, middle, fall);
        putHue(table, middle, 0, chroma, fall);
        putHue(table, 0, middle, chroma, fall);
      }
    }
    return table;
  }

  private static void putHue(byte[] table, int red, int green, int blue, int fall) {
    int chroma = Math.max(red, Math.max(green, blue));
    table[order(red, green, blue) << 16 | fall << 8 | chroma] = hue(red, green, blue, chroma);
  }

  // The hue depends on differences only, so the smallest channel is 0 here.
  private static byte hue(int red, int green, int blue, int chroma) {
    float redFall = (float) (chroma - red) / chroma;
    float greenFall = (float) (chroma - green) / chroma;
    float blueFall = (float) (chroma - blue) / chroma;
    float sector;
    if (red == chroma) {
      sector = blueFall - greenFall;
    } else if (green == chroma) {
      sector = (float) (2.0 + redFall - blueFall);
    } else {
      sector = (float) (4.0 + greenFall - redFall);
    }
    float turn = (float) ((sector / 6.0 + 1.0) % 1.0);
    return (byte) (int) (turn * 255.0);
  }

  private static byte[] saturations() {
    byte[] table = new byte[256 << 8];
    for (int max = 1; max < 256; max++) {
      for (int chroma = 0; chroma <= max; chroma++) {
        table[max << 8 | chroma] = (byte) (int) ((float) chroma / max * 255.0);
      }
    }
    return table;
  }

  private static byte[] lows() {
    byte[] table = new byte[256 << 8];
    for (int saturation = 0; saturation < 256; saturation++) {
      float share = (float) (saturation / 255.0);
      for (int value = 0; value < 256; value++) {
        table[saturation << 8 | value] = (byte) Math.round(value * (1.0 - share));
      }
    }
    return table;
  }

  private static int[] middles() {
    int[] table = new int[256 << 8];
    for (int hue = 0; hue < 256; hue++) {
      int sector = (int) Math.floor(hue * 6.0 / 255.0);
      float fraction = (float) (hue * 6.0 / 255.0 - sector);
      for (int saturation = 0; saturation < 256; saturation++) {
        float share = (float) (saturation / 255.0);
        boolean rising = sector % 2 == 0;
        double factor = rising ? 1.0 - share * (1.0 - fraction) : 1.0 - share * fraction;
        table[hue << 8 | saturation] = (int) Math.round(factor * (1 << BITS));
      }
    }
    return table;
  }

  private static int[] places() {
    int value = 0;
    int middle = 8;
    int low = 16;
    int[] sectors = {
      place(value, middle, low),
      place(middle, value, low),
      place(low, value, middle),
      place(low, middle, value),
      place(middle, low, value),
      place(value, low, middle)
    };
    int[] table = new int[256];
    for (int hue = 0; hue < 256; hue++) {
      table[hue] = sectors[(int) Math.floor(hue * 6.0 / 255.0) % 6];
    }
    return table;
  }

  private static int place(int red, int green, int blue) {
    return red | green << 8 | blue << 16;
  }
}
