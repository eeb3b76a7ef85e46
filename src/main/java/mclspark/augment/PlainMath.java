package mclspark.augment;

import mclspark.image.Blend;

/** The arithmetic one pixel after the other, for a JVM without the Vector API. */
final class PlainMath implements PixelMath {

  @Override
  public void weigh(int[] out, int[][] rows, int[] weights, int at, int taps, int length) {
    for (int i = 0; i < length; i++) {
      int red = ResizeWeights.HALF;
      int green = ResizeWeights.HALF;
      int blue = ResizeWeights.HALF;
      for (int tap = 0; tap < taps; tap++) {
        int pixel = rows[tap][i];
        int weight = weights[at + tap];
        red += (pixel & 0xFF) * weight;
        green += (pixel >>> 8 & 0xFF) * weight;
        blue += (pixel >>> 16 & 0xFF) * weight;
      }
      out[i] =
          red >>> ResizeWeights.BITS
              | green >>> ResizeWeights.BITS << 8
              | blue >>> ResizeWeights.BITS << 16;
    }
  }

  @Override
  public void box(
      int[] out, int[][] rows, int count, int[] one, int[] other, BlurBox box, int length) {
    for (int i = 0; i < length; i++) {
      int even = 0; // red and, 16 bits higher, blue
      int odd = 0;
      for (int k = 0; k < count; k++) {
        even += rows[k][i] & 0xFF00FF;
        odd += rows[k][i] >>> 8 & 0xFF;
      }
      int evenEdge = (one[i] & 0xFF00FF) + (other[i] & 0xFF00FF);
      int oddEdge = (one[i] >>> 8 & 0xFF) + (other[i] >>> 8 & 0xFF);
      out[i] =
          box.weigh(even & 0xFFFF, evenEdge & 0xFFFF)
              | box.weigh(odd, oddEdge) << 8
              | box.weigh(even >>> 16, evenEdge >>> 16) << 16;
    }
  }

  @Override
  public void saturate(int[] values, int factor, int length) {
    for (int i = 0; i < length; i++) {
      int pixel = values[i];
      int luminance = Luminance.of(pixel);
      values[i] =
          Blend.fixed(luminance, pixel & 0xFF, factor)
              | Blend.fixed(luminance, pixel >>> 8 & 0xFF, factor) << 8
              | Blend.fixed(luminance, pixel >>> 16, factor) << 16;
    }
  }

  @Override
  public void order(int[] values, int length) {
    for (int i = 0; i < length; i++) {
      int pixel = values[i];
      values[i] = HueTables.index(pixel & 0xFF, pixel >>> 8 & 0xFF, pixel >>> 16);
    }
  }
}
