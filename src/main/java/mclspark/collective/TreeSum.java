package mclspark.collective;

import java.nio.FloatBuffer;

/**
 * Adds one range of floats of every worker in the order of a binary tree: adjacent pairs, then
 * pairs of pairs, an odd one carried up. With five workers: {@code ((0 + 1) + (2 + 3)) + 4}.
 *
 * <p>The floats are staged in arrays, which the compiler vectorises; buffers it does not. Not safe
 * for use by several threads.
 */
public final class TreeSum {

  /** Floats per block: the staged blocks of a few workers stay in a core's nearest cache. */
  public static final int BLOCK = 1024;

  private final float[][] stage;

  /** Creates the scratch memory for that many workers. */
  public TreeSum(int workers) {
    stage = new float[workers][BLOCK];
  }

  /**
   * The sums of {@code count} floats (at most {@link #BLOCK}), in an array that is valid until the
   * next call.
   *
   * @param parts one buffer per worker, in rank order
   * @param offsets where the range starts in each buffer
   * @param shift added to every offset
   * @param count number of floats
   */
  public float[] add(FloatBuffer[] parts, int[] offsets, int shift, int count) {
    for (int worker = 0; worker < stage.length; worker++) {
      parts[worker].get(offsets[worker] + shift, stage[worker], 0, count);
    }
    for (int distance = 1; distance < stage.length; distance *= 2) {
      for (int left = 0; left + distance < stage.length; left += 2 * distance) {
        addInto(stage[left], stage[left + distance], count);
      }
    }
    return stage[0];
  }

  private static void addInto(float[] left, float[] right, int count) {
    for (int i = 0; i < count; i++) {
      left[i] += right[i];
    }
  }
}
