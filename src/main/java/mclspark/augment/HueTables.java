package mclspark.augment;

/**
 * Pillow's conversions between RGB and 8-bit HSV as tables (mcl specification 1.9), computed with
 * the float32 and double steps of the original.
 */
final class HueTables {

  /** Fraction bits of {@link #MIDDLE}. */
  static final int BITS = 24;

  /** The hue by {@link #index} without its lowest 8 bits, the value. */
  static final byte[] HUE = hues();

  /**
   * By the lowest 16 bits of {@link #index}, chroma and value: the saturation, and 8 bits higher
   * the smallest of the three channels that it leads to.
   */
  static final char[] LOW = lows();

  /** What to multiply the value with for the middle channel, by {@code hue << 8 | saturation}. */
  static final int[] MIDDLE = middles();

  /**
   * Where a hue's channels go in a pixel: three fields of 8 bits (value, middle, low from the
   * lowest) with the bit that each is shifted to.
   */
  static final int[] PLACES = places();

  private HueTables() {}

  /**
   * What the tables are looked up by: {@code order << 24 | fall << 16 | chroma << 8 | value}, where
   * the value is the largest channel, the chroma what the smallest lacks to it, the fall what the
   * middle one lacks, and the order three bits that tell which is which.
   */
  static int index(int red, int green, int blue) {
    int value = Math.max(red, Math.max(green, blue));
    int low = Math.min(red, Math.min(green, blue));
    // The three channels sum to value + middle + low.
    int fall = 2 * value + low - red - green - blue;
    int order = (red - green) >>> 31 | (green - blue) >>> 31 << 1 | (blue - red) >>> 31 << 2;
    return order << 24 | fall << 16 | (value - low) << 8 | value;
  }

  private static byte[] hues() {
    byte[] table = new byte[8 << 16];
    for (int chroma = 1; chroma < 256; chroma++) {
      for (int fall = 0; fall <= chroma; fall++) {
        int middle = chroma - fall;
        putHue(table, chroma, middle, 0);
        putHue(table, chroma, 0, middle);
        putHue(table, middle, chroma, 0);
        putHue(table, 0, chroma, middle);
        putHue(table, middle, 0, chroma);
        putHue(table, 0, middle, chroma);
      }
    }
    return table;
  }

  private static void putHue(byte[] table, int red, int green, int blue) {
    table[index(red, green, blue) >>> 8] = hue(red, green, blue);
  }

  // The hue depends on differences only, so the smallest channel is 0 here.
  private static byte hue(int red, int green, int blue) {
    int chroma = Math.max(red, Math.max(green, blue));
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

  private static char[] lows() {
    char[] table = new char[256 << 8];
    for (int value = 1; value < 256; value++) {
      for (int chroma = 0; chroma <= value; chroma++) {
        int saturation = (int) ((float) chroma / value * 255.0);
        float share = (float) (saturation / 255.0);
        int low = (int) Math.round(value * (1.0 - share));
        table[chroma << 8 | value] = (char) (low << 8 | saturation);
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
    int red = 0;
    int green = 8;
    int blue = 16;
    int[] sectors = {
      place(red, green, blue),
      place(green, red, blue),
      place(green, blue, red),
      place(blue, green, red),
      place(blue, red, green),
      place(red, blue, green)
    };
    int[] table = new int[256];
    for (int hue = 0; hue < 256; hue++) {
      table[hue] = sectors[(int) Math.floor(hue * 6.0 / 255.0) % 6];
    }
    return table;
  }

  private static int place(int value, int middle, int low) {
    return value | middle << 8 | low << 16;
  }
}
