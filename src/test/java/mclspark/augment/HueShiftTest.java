package mclspark.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The tables against Pillow's conversions written out, for every colour there is. */
class HueShiftTest {

  @Test
  void everyColourTurnsAsInPillow() {
    for (double turn : new double[] {0.37, -0.1, 0}) {
      int shift = (int) (turn * 255) & 0xFF;
      Pixels pixels = new Pixels();
      for (int red = 0; red < 256; red++) {
        pixels.reset(256, 256);
        for (int i = 0; i < 65536; i++) {
          pixels.values()[i] = red | i >> 8 << 8 | (i & 0xFF) << 16;
        }
        HueShift.apply(pixels, turn);
        for (int i = 0; i < 65536; i++) {
          int expected = reference(red, i >> 8, i & 0xFF, shift);
          int actual = Integer.reverseBytes(pixels.values()[i]) >>> 8;
          if (expected != actual) {
            assertEquals(expected, actual, turn + " on " + red + " " + (i >> 8) + " " + (i & 0xFF));
          }
        }
      }
    }
  }

  private static int reference(int red, int green, int blue, int shift) {
    int max = Math.max(red, Math.max(green, blue));
    int min = Math.min(red, Math.min(green, blue));
    int hue = 0;
    int saturation = 0;
    if (max != min) {
      float chroma = max - min;
      saturation = (int) (chroma / max * 255.0);
      hue = hue(max, red, green, blue, chroma);
    }
    return rgb(hue + shift & 0xFF, saturation, max);
  }

  private static int hue(int max, int red, int green, int blue, float chroma) {
    float rc = (max - red) / chroma;
    float gc = (max - green) / chroma;
    float bc = (max - blue) / chroma;
    float h;
    if (red == max) {
      h = bc - gc;
    } else if (green == max) {
      h = (float) (2.0 + rc - bc);
    } else {
      h = (float) (4.0 + gc - rc);
    }
    h = (float) ((h / 6.0 + 1.0) % 1.0);
    return (int) (h * 255.0);
  }

  private static int rgb(int hue, int saturation, int value) {
    if (saturation == 0) {
      return value << 16 | value << 8 | value;
    }
    int sector = (int) Math.floor(hue * 6.0 / 255.0);
    float f = (float) (hue * 6.0 / 255.0 - sector);
    float fs = (float) (saturation / 255.0);
    int p = (int) Math.floor(value * (1.0 - fs) + 0.5);
    int q = (int) Math.floor(value * (1.0 - fs * f) + 0.5);
    int t = (int) Math.floor(value * (1.0 - fs * (1.0 - f)) + 0.5);
    return switch (sector % 6) {
      case 0 -> value << 16 | t << 8 | p;
      case 1 -> q << 16 | value << 8 | p;
      case 2 -> p << 16 | value << 8 | t;
      case 3 -> p << 16 | q << 8 | value;
      case 4 -> t << 16 | p << 8 | value;
      default -> value << 16 | p << 8 | q;
    };
  }
}
