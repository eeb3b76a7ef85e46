package mclspark.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import mclspark.image.Blend;
import mclspark.image.CropBox;
import mclspark.image.RgbImage;
import org.junit.jupiter.api.Test;

/** The fast loops against plain ones that follow the specification step by step. */
class PictureOperationsTest {

  private final Random random = new Random(11);

  @Test
  void resizeAgreesForEveryNumberOfTaps() {
    RgbImage picture = GoldenPicture.noise("resize", 83, 61);
    int[][] sizes = {{83, 61}, {200, 150}, {82, 60}, {60, 41}, {40, 30}, {20, 15}, {9, 7}, {1, 1}};
    for (int[] size : sizes) {
      requireResized(picture, new CropBox(0, 0, 61, 83), size[0], size[1]);
      requireResized(picture, new CropBox(5, 3, 50, 70), size[0], size[1]);
    }
    requireResized(picture, new CropBox(60, 82, 1, 1), 5, 4);
    requireResized(picture, new CropBox(0, 80, 61, 2), 5, 90);
  }

  @Test
  void tallPicturesAreResizedStripByStrip() {
    RgbImage picture = GoldenPicture.noise("tall", 5, 3000);
    requireResized(picture, CropBox.whole(picture), 1100, 700);
    requireResized(picture, new CropBox(1, 1, 2998, 3), 1100, 3);
  }

  private static void requireResized(RgbImage picture, CropBox box, int width, int height) {
    RgbImage cut = picture.crop(box);
    int[] across = referenceAxis(levels(cut), cut.width(), cut.height(), 3, width);
    int[] expected = transposed(across, width, cut.height());
    expected = referenceAxis(expected, cut.height(), width, 3, height);
    expected = transposed(expected, height, width);
    Pixels pixels = new Pixels();
    new PillowResize().resize(picture, box, width, height, pixels);
    requireEqual(expected, pixels, width + " x " + height + " of " + box);
  }

  @Test
  void aWindowOfTheResizeIsACropOfIt() {
    RgbImage picture = GoldenPicture.noise("window", 90, 70);
    CropBox whole = CropBox.whole(picture);
    Pixels all = new Pixels();
    Pixels window = new Pixels();
    PillowResize resize = new PillowResize();
    resize.resize(picture, whole, 51, 40, all);
    resize.resizeWindow(picture, whole, 51, 40, new CropBox(6, 11, 30, 25), window);
    for (int y = 0; y < 30; y++) {
      for (int x = 0; x < 25; x++) {
        assertEquals(all.values()[(y + 6) * 51 + x + 11], window.values()[y * 25 + x]);
      }
    }
  }

  @Test
  void toneAndSaturationAgreeWithFloatsForManyFactors() {
    boolean fast = false;
    boolean slow = false;
    for (int i = 0; i < 400; i++) {
      float factor = i < 20 ? i * 0.125f : random.nextFloat() * 2.2f;
      boolean integer =
          Blend.fits(factor) && Saturation.isEqualForAll(factor, Blend.nearest(factor));
      fast |= integer;
      slow |= !integer;
      RgbImage picture = GoldenPicture.noise("tone" + i, 31, 23);
      requireTone(picture, factor);
      requireSaturation(picture, factor);
    }
    assertTrue(fast && slow, "both ways were taken");
  }

  @Test
  void saturationAgreesWhereTheFloatSumRoundsUp() {
    // Products a little below an integer: the sum with a large luminance is that integer.
    RgbImage picture = GoldenPicture.noise("round", 120, 90);
    for (int difference = 3; difference < 200; difference += 7) {
      for (float steps : new float[] {1, 2, 3, 5, 9}) {
        float exact = (float) (difference - 1) / difference;
        requireSaturation(picture, exact - steps * Math.ulp(exact));
      }
    }
  }

  private static void requireTone(RgbImage picture, float factor) {
    int[] levels = levels(picture);
    double sum = 0;
    for (int i = 0; i < levels.length; i += 3) {
      sum += luminance(levels, i);
    }
    int mean = (int) (sum / (levels.length / 3) + 0.5);
    int[] bright = new int[levels.length];
    int[] contrast = new int[levels.length];
    for (int i = 0; i < levels.length; i++) {
      bright[i] = blend(0, levels[i], factor);
      contrast[i] = blend(mean, levels[i], factor);
    }
    Pixels pixels = pixels(picture);
    ToneCurve.brightness(pixels, factor);
    requireEqual(bright, pixels, "brightness " + factor);
    pixels = pixels(picture);
    ToneCurve.contrast(pixels, factor);
    requireEqual(contrast, pixels, "contrast " + factor);
  }

  private static void requireSaturation(RgbImage picture, float factor) {
    int[] levels = levels(picture);
    int[] expected = new int[levels.length];
    for (int i = 0; i < levels.length; i++) {
      expected[i] = blend(luminance(levels, i - i % 3), levels[i], factor);
    }
    Pixels pixels = pixels(picture);
    Saturation.apply(pixels, factor);
    requireEqual(expected, pixels, "saturation " + factor);
  }

  @Test
  void blurAgreesForEveryRadiusAndSmallPictures() {
    int[][] sizes = {{40, 30}, {1, 1}, {2, 5}, {17, 3}};
    for (double sigma : new double[] {0.1, 0.5, 1.3, 1.5, 2, 3, 7.7}) {
      for (int[] size : sizes) {
        RgbImage picture = GoldenPicture.noise("blur", size[0], size[1]);
        int[] expected =
            referenceBlur(levels(picture), size[0], size[1], BlurBox.of((float) sigma));
        Pixels pixels = pixels(picture);
        new GaussianBlur().apply(pixels, sigma);
        requireEqual(expected, pixels, "sigma " + sigma + " on " + picture);
      }
    }
    assertEquals(0, BlurBox.of(1.4f).radius());
    assertEquals(1, BlurBox.of(1.5f).radius());
    assertEquals(3, BlurBox.of(4f).radius());
  }

  @Test
  void operationsOnAGreyPictureAreThoseOnThreeEqualChannels() {
    Pixels grey = pixels(GoldenPicture.noise("grey", 24, 20));
    Luminance.grey(grey);
    byte[] bytes = new byte[3 * 24 * 20];
    grey.store(bytes, 0, false);
    Pixels colour = pixels(new RgbImage(24, 20, bytes.clone()));
    assertTrue(grey.isGrey());
    assertFalse(colour.isGrey());
    for (Pixels pixels : new Pixels[] {grey, colour}) {
      Saturation.apply(pixels, 1.37f);
      ToneCurve.contrast(pixels, 0.71f);
      HueShift.apply(pixels, 0.31);
      ToneCurve.brightness(pixels, 1.21f);
      new GaussianBlur().apply(pixels, 1.7);
    }
    byte[] expected = new byte[bytes.length];
    colour.store(expected, 0, true);
    grey.store(bytes, 0, true);
    assertEquals(GoldenPicture.sha256(expected), GoldenPicture.sha256(bytes));
  }

  private static int[] referenceAxis(int[] in, int width, int height, int channels, int out) {
    int[] result = new int[out * height * channels];
    double scale = (double) width / out;
    double support = Math.max(1, scale);
    for (int x = 0; x < out; x++) {
      double centre = (x + 0.5) * scale;
      int from = Math.max(0, (int) (centre - support + 0.5));
      int to = Math.min(width, (int) (centre + support + 0.5));
      double sum = 0;
      for (int t = from; t < to; t++) {
        sum += Math.max(0, 1 - Math.abs((t + 0.5 - centre) / support));
      }
      for (int i = 0; i < height * channels; i++) {
        int y = i / channels;
        long total = 1 << 21;
        for (int t = from; t < to; t++) {
          double weight = Math.max(0, 1 - Math.abs((t + 0.5 - centre) / support)) / sum;
          long scaled = (long) (weight * (1 << 22) + 0.5);
          total += scaled * in[(y * width + t) * channels + i % channels];
        }
        result[(y * out + x) * channels + i % channels] = (int) Math.min(255, total >> 22);
      }
    }
    return result;
  }

  private static int[] referenceBlur(int[] levels, int width, int height, BlurBox box) {
    int[] blurred = levels;
    for (int pass = 0; pass < 3; pass++) {
      blurred = referenceBox(blurred, width, height, box);
    }
    blurred = transposed(blurred, width, height);
    for (int pass = 0; pass < 3; pass++) {
      blurred = referenceBox(blurred, height, width, box);
    }
    return transposed(blurred, height, width);
  }

  private static int[] referenceBox(int[] in, int width, int height, BlurBox box) {
    int[] out = new int[in.length];
    for (int i = 0; i < in.length; i++) {
      int x = i / 3 % width;
      int row = i - 3 * x;
      long sum = 1 << 23;
      for (int k = -box.reach(); k <= box.reach(); k++) {
        int at = Math.max(0, Math.min(width - 1, x + k));
        sum += (long) in[row + 3 * at] * (Math.abs(k) == box.reach() ? box.edge() : box.inner());
      }
      out[i] = (int) (sum >> 24);
    }
    assertEquals(3 * width * height, in.length);
    return out;
  }

  private static int[] transposed(int[] in, int width, int height) {
    int[] out = new int[in.length];
    for (int i = 0; i < in.length; i++) {
      int x = i / 3 % width;
      int y = i / 3 / width;
      out[3 * (x * height + y) + i % 3] = in[i];
    }
    return out;
  }

  private static int blend(int plain, int value, float factor) {
    float blended = plain + factor * (value - plain);
    return (int) Math.max(0, Math.min(255, blended));
  }

  private static int luminance(int[] levels, int at) {
    return (19595 * levels[at] + 38470 * levels[at + 1] + 7471 * levels[at + 2] + 32768) >> 16;
  }

  private static int[] levels(RgbImage picture) {
    int[] levels = new int[picture.pixels().length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = picture.pixels()[i] & 0xFF;
    }
    return levels;
  }

  private static Pixels pixels(RgbImage picture) {
    Pixels pixels = new Pixels();
    pixels.load(picture, CropBox.whole(picture));
    return pixels;
  }

  private static void requireEqual(int[] expected, Pixels pixels, String what) {
    byte[] actual = new byte[3 * pixels.count()];
    pixels.store(actual, 0, false);
    assertEquals(expected.length, actual.length, what);
    for (int i = 0; i < expected.length; i++) {
      if (expected[i] != (actual[i] & 0xFF)) {
        assertEquals(expected[i], actual[i] & 0xFF, what + ", byte " + i);
      }
    }
  }
}
