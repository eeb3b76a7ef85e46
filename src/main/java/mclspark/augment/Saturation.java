package mclspark.augment;

import mclspark.image.Blend;

/** Colour saturation: blends every pixel with its own luminance. */
final class Saturation {

  private Saturation() {}

  /** Applies a factor; 1 leaves the picture as it is, and a grey picture always stays so. */
  static void apply(Planes planes, float factor) {
    if (planes.isGrey()) {
      return;
    }
    int fixed = Blend.fits(factor) ? Blend.nearest(factor) : 0;
    if (isEqualForAll(factor, fixed)) {
      blend(planes, fixed);
    } else {
      blendFloat(planes.red(), planes.green(), planes.blue(), planes.pixels(), factor);
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

  // One loop a channel: a loop that stores into three arrays is not vectorised.
  private static void blend(Planes planes, int factor) {
    int[] luminance = planes.spare();
    int length = planes.pixels();
    Luminance.of(planes.red(), planes.green(), planes.blue(), luminance, length);
    blend(planes.red(), luminance, length, factor);
    blend(planes.green(), luminance, length, factor);
    blend(planes.blue(), luminance, length, factor);
  }

  private static void blend(int[] plane, int[] luminance, int length, int factor) {
    for (int i = 0; i < length; i++) {
      plane[i] = Blend.fixed(luminance[i], plane[i], factor);
    }
  }

  private static void blendFloat(int[] red, int[] green, int[] blue, int length, float factor) {
    for (int i = 0; i < length; i++) {
      int luminance = Luminance.of(red[i], green[i], blue[i]);
      red[i] = Blend.exact(luminance, red[i], factor);
      green[i] = Blend.exact(luminance, green[i], factor);
      blue[i] = Blend.exact(luminance, blue[i], factor);
    }
  }
}
