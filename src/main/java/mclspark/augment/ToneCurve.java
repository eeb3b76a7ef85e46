package mclspark.augment;

import mclspark.image.Blend;

/** Brightness and contrast: every channel value goes through the same 256-entry curve. */
final class ToneCurve {

  private ToneCurve() {}

  /** Blends with black; 1 leaves the picture as it is. */
  static void brightness(Planes planes, float factor) {
    apply(planes, 0, factor);
  }

  /** Blends with the picture's mean luminance; 1 leaves the picture as it is. */
  static void contrast(Planes planes, float factor) {
    apply(planes, meanLuminance(planes), factor);
  }

  /** The mean of the luminances, rounded half up. */
  static int meanLuminance(Planes planes) {
    int pixels = planes.pixels();
    long sum =
        planes.isGrey()
            ? sum(planes.red(), pixels)
            : Luminance.sum(planes.red(), planes.green(), planes.blue(), pixels);
    return (int) ((double) sum / pixels + 0.5);
  }

  private static long sum(int[] plane, int length) {
    long total = 0;
    for (int i = 0; i < length; i++) {
      total += plane[i];
    }
    return total;
  }

  private static void apply(Planes planes, int plain, float factor) {
    int[] curve = curve(plain, factor);
    int fixed = Blend.fits(factor) ? Blend.nearest(factor) : 0;
    boolean same = isCurve(curve, plain, fixed);
    for (int[] plane : planes.channels()) {
      if (same) {
        blend(plane, planes.pixels(), plain, fixed);
      } else {
        lookUp(plane, planes.pixels(), curve);
      }
    }
  }

  private static int[] curve(int plain, float factor) {
    int[] curve = new int[256];
    for (int v = 0; v < 256; v++) {
      curve[v] = Blend.exact(plain, v, factor);
    }
    return curve;
  }

  private static boolean isCurve(int[] curve, int plain, int fixed) {
    for (int v = 0; v < 256; v++) {
      if (curve[v] != Blend.fixed(plain, v, fixed)) {
        return false;
      }
    }
    return true;
  }

  private static void blend(int[] plane, int length, int plain, int factor) {
    for (int i = 0; i < length; i++) {
      plane[i] = Blend.fixed(plain, plane[i], factor);
    }
  }

  private static void lookUp(int[] plane, int length, int[] curve) {
    for (int i = 0; i < length; i++) {
      plane[i] = curve[plane[i]];
    }
  }
}
