package mclspark.augment;

import mclspark.image.Blend;

/** Brightness and contrast: every channel value goes through the same 256-entry curve. */
final class ToneCurve {

  private ToneCurve() {}

  /** Blends with black; 1 leaves the picture as it is. */
  static void brightness(Pixels pixels, float factor) {
    apply(pixels, 0, factor);
  }

  /** Blends with the picture's mean luminance; 1 leaves the picture as it is. */
  static void contrast(Pixels pixels, float factor) {
    apply(pixels, meanLuminance(pixels), factor);
  }

  /** The mean of the luminances, rounded half up. */
  static int meanLuminance(Pixels pixels) {
    return (int) ((double) Luminance.sum(pixels) / pixels.count() + 0.5);
  }

  private static void apply(Pixels pixels, int plain, float factor) {
    int fixed = Blend.fits(factor) ? Blend.nearest(factor) : 0;
    if (isEqualForAll(plain, factor, fixed)) {
      blend(pixels.values(), pixels.count(), plain, fixed);
    } else {
      blendFloat(pixels.values(), pixels.count(), plain, factor);
    }
  }

  private static boolean isEqualForAll(int plain, float factor, int fixed) {
    for (int v = 0; v < 256; v++) {
      if (Blend.exact(plain, v, factor) != Blend.fixed(plain, v, fixed)) {
        return false;
      }
    }
    return true;
  }

  private static void blend(int[] values, int count, int plain, int factor) {
    for (int i = 0; i < count; i++) {
      int pixel = values[i];
      values[i] =
          Blend.fixed(plain, pixel & 0xFF, factor)
              | Blend.fixed(plain, pixel >>> 8 & 0xFF, factor) << 8
              | Blend.fixed(plain, pixel >>> 16, factor) << 16;
    }
  }

  private static void blendFloat(int[] values, int count, int plain, float factor) {
    for (int i = 0; i < count; i++) {
      int pixel = values[i];
      values[i] =
          Blend.exact(plain, pixel & 0xFF, factor)
              | Blend.exact(plain, pixel >>> 8 & 0xFF, factor) << 8
              | Blend.exact(plain, pixel >>> 16, factor) << 16;
    }
  }
}
