package mclspark.augment;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;
import mclspark.image.Blend;

/**
 * The arithmetic on 4 to 16 pixels at a time, by the Vector API, which Spark adds to its JVMs.
 *
 * <p>Two habits of Java 17's compiler give the methods their form. Every operation costs it
 * hundreds of nodes, and where a method and its callers together exceed NodeCountInliningCutoff,
 * the rest of their vectors become objects, which makes it ten times slower. So constants are
 * vectors made before the loop, and methods are longer than the 325 bytes of FreqInlineSize,
 * without helpers, that they may not become parts of their callers; only the short {@link #order}
 * may.
 */
final class VectorMath implements PixelMath {

  private static final VectorSpecies<Integer> SPECIES =
      IntVector.SPECIES_PREFERRED.length() > PADDING
          ? IntVector.SPECIES_512
          : IntVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int BYTE = 0xFF;
  private static final int EVEN = 0xFF00FF;

  @Override
  public void weigh(int[] out, int[][] rows, int[] weights, int at, int taps, int length) {
    IntVector mask = IntVector.broadcast(SPECIES, BYTE);
    IntVector half = IntVector.broadcast(SPECIES, ResizeWeights.HALF);
    for (int i = 0; i < length; i += LANES) {
      IntVector red = half;
      IntVector green = half;
      IntVector blue = half;
      int tap = 0;
      if ((taps & 1) != 0) {
        IntVector pixels = IntVector.fromArray(SPECIES, rows[0], i);
        IntVector weight = IntVector.broadcast(SPECIES, weights[at]);
        red = red.add(pixels.and(mask).mul(weight));
        green = green.add(pixels.lanewise(LSHR, 8).and(mask).mul(weight));
        blue = blue.add(pixels.lanewise(LSHR, 16).and(mask).mul(weight));
        tap = 1;
      }
      for (; tap < taps; tap += 2) {
        IntVector pixels = IntVector.fromArray(SPECIES, rows[tap], i);
        IntVector weight = IntVector.broadcast(SPECIES, weights[at + tap]);
        red = red.add(pixels.and(mask).mul(weight));
        green = green.add(pixels.lanewise(LSHR, 8).and(mask).mul(weight));
        blue = blue.add(pixels.lanewise(LSHR, 16).and(mask).mul(weight));
        pixels = IntVector.fromArray(SPECIES, rows[tap + 1], i);
        weight = IntVector.broadcast(SPECIES, weights[at + tap + 1]);
        red = red.add(pixels.and(mask).mul(weight));
        green = green.add(pixels.lanewise(LSHR, 8).and(mask).mul(weight));
        blue = blue.add(pixels.lanewise(LSHR, 16).and(mask).mul(weight));
      }
      red = red.lanewise(LSHR, ResizeWeights.BITS);
      green = green.lanewise(LSHR, ResizeWeights.BITS).lanewise(LSHL, 8);
      blue = blue.lanewise(LSHR, ResizeWeights.BITS).lanewise(LSHL, 16);
      red.or(green).or(blue).intoArray(out, i);
    }
  }

  @Override
  public void box(
      int[] out, int[][] rows, int count, int[] one, int[] other, BlurBox box, int length) {
    IntVector byteMask = IntVector.broadcast(SPECIES, BYTE);
    IntVector evenMask = IntVector.broadcast(SPECIES, EVEN);
    IntVector lowMask = IntVector.broadcast(SPECIES, 0xFFFF);
    IntVector half = IntVector.broadcast(SPECIES, BlurBox.HALF);
    IntVector inner = IntVector.broadcast(SPECIES, box.inner());
    IntVector edge = IntVector.broadcast(SPECIES, box.edge());
    for (int i = 0; i < length; i += LANES) {
      IntVector a = IntVector.fromArray(SPECIES, one, i);
      IntVector b = IntVector.fromArray(SPECIES, other, i);
      IntVector evenEdge = a.and(evenMask).add(b.and(evenMask));
      IntVector oddEdge = a.lanewise(LSHR, 8).and(byteMask).add(b.lanewise(LSHR, 8).and(byteMask));
      IntVector pixels = IntVector.fromArray(SPECIES, rows[0], i);
      IntVector even = pixels.and(evenMask); // red and, 16 bits higher, blue
      IntVector odd = pixels.lanewise(LSHR, 8).and(byteMask);
      for (int k = 1; k < count; k++) {
        pixels = IntVector.fromArray(SPECIES, rows[k], i);
        even = even.add(pixels.and(evenMask));
        odd = odd.add(pixels.lanewise(LSHR, 8).and(byteMask));
      }
      IntVector red = even.and(lowMask).mul(inner).add(evenEdge.and(lowMask).mul(edge));
      IntVector green = odd.mul(inner).add(oddEdge.mul(edge));
      IntVector blue = even.lanewise(LSHR, 16).mul(inner);
      blue = blue.add(evenEdge.lanewise(LSHR, 16).mul(edge));
      red = red.add(half).lanewise(LSHR, BlurBox.BITS);
      green = green.add(half).lanewise(LSHR, BlurBox.BITS).lanewise(LSHL, 8);
      blue = blue.add(half).lanewise(LSHR, BlurBox.BITS).lanewise(LSHL, 16);
      red.or(green).or(blue).intoArray(out, i);
    }
  }

  @Override
  public void saturate(int[] values, int factor, int length) {
    IntVector mask = IntVector.broadcast(SPECIES, BYTE);
    IntVector zero = IntVector.zero(SPECIES);
    IntVector factors = IntVector.broadcast(SPECIES, factor);
    IntVector redPart = IntVector.broadcast(SPECIES, Luminance.RED);
    IntVector greenPart = IntVector.broadcast(SPECIES, Luminance.GREEN);
    IntVector bluePart = IntVector.broadcast(SPECIES, Luminance.BLUE);
    IntVector half = IntVector.broadcast(SPECIES, Luminance.HALF);
    for (int i = 0; i < length; i += LANES) {
      IntVector pixels = IntVector.fromArray(SPECIES, values, i);
      IntVector red = pixels.and(mask);
      IntVector green = pixels.lanewise(LSHR, 8).and(mask);
      IntVector blue = pixels.lanewise(LSHR, 16);
      IntVector grey = red.mul(redPart).add(green.mul(greenPart)).add(blue.mul(bluePart)).add(half);
      grey = grey.lanewise(LSHR, Luminance.BITS);
      red = red.sub(grey).mul(factors).lanewise(ASHR, Blend.BITS).add(grey).max(zero).min(mask);
      green = green.sub(grey).mul(factors).lanewise(ASHR, Blend.BITS).add(grey).max(zero).min(mask);
      blue = blue.sub(grey).mul(factors).lanewise(ASHR, Blend.BITS).add(grey).max(zero).min(mask);
      red.or(green.lanewise(LSHL, 8)).or(blue.lanewise(LSHL, 16)).intoArray(values, i);
    }
  }

  @Override
  public void order(int[] values, int length) {
    IntVector mask = IntVector.broadcast(SPECIES, BYTE);
    for (int i = 0; i < length; i += LANES) {
      IntVector pixels = IntVector.fromArray(SPECIES, values, i);
      IntVector red = pixels.and(mask);
      IntVector green = pixels.lanewise(LSHR, 8).and(mask);
      IntVector blue = pixels.lanewise(LSHR, 16);
      IntVector value = red.max(green.max(blue));
      IntVector low = red.min(green.min(blue));
      IntVector fall = value.add(value).add(low).sub(red).sub(green).sub(blue);
      IntVector order = red.sub(green).lanewise(LSHR, 31);
      order = order.or(green.sub(blue).lanewise(LSHR, 31).lanewise(LSHL, 1));
      order = order.or(blue.sub(red).lanewise(LSHR, 31).lanewise(LSHL, 2));
      IntVector index = order.lanewise(LSHL, 24).or(fall.lanewise(LSHL, 16));
      index = index.or(value.sub(low).lanewise(LSHL, 8)).or(value);
      index.intoArray(values, i);
    }
  }
}
