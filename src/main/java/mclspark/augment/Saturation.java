package mclspark.augment;

import mclspark.image.Blend;

/** Colour saturation: blends every pixel with its own luminance. */
final class Saturation {

  private Saturation() {}

  /** Applies a factor; 1 leaves the picture as it is, and a grey picture always stays so. */
  static void apply(Pixels pixels, float factor) {
    if (pixels.isGrey()) {
      return;
    }
    int fixed = Blend.fits(factor) ? Blend.nearest(factor) : 0;
    if (isEqualForAll(factor, fixed)) {
      PixelMath.BEST.saturate(pixels.values(), fixed, pixels.count());
    } else {
      blendFloat(pixels.values(), pixels.count(), factor);
    }
  }

  /**
   * Whether the integer factor gives the float result for every luminance. The float sum rounds up
   * to the next integer only where the product's fraction is within 2^-16 of it.
   */
  static boolean isEqualForAll(float factor, int fixed) {
    for (int difference = -255; difference <= 255; difference++) {
      float product = factor * difference;
      double floor = Math.floor(product);
      boolean mayRoundUp = product - floor > 1 - 0x1p-16;
      if (mayRoundUp || (int) floor != difference * fixed >> Blend.BITS) {
        return false;
      }
    }
    return true;
  }

  private static void blendFloat(int[] values, int count, float factor) {
    for (int i = 0; i < count; i++) {
      int pixel = values[i];
      int luminance = Luminance.of(pixel);
      values[i] =
          Blend.exact(luminance, pixel & 0xFF, factor)
              | Blend.exact(luminance, pixel >>> 8 & 0xFF, factor) << 8
              | Blend.exact(luminance, pixel >>> 16, factor) << 16;
    }
  }
}
