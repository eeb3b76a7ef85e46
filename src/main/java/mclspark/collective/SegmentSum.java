package mclspark.collective;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * One worker's part of an all-reduce where it reaches the memory of all: it adds its own segment
 * and writes the sums to everybody. Not safe for use by several threads.
 */
public final class SegmentSum {

  private final int rank;
  private final TreeSum sum;
  private final FloatBuffer[] parts;
  private final int[] offsets;

  /** Creates the scratch memory. */
  public SegmentSum(int rank, int workers) {
    this.rank = rank;
    sum = new TreeSum(workers);
    parts = new FloatBuffer[workers];
    offsets = new int[workers];
  }

  /**
   * Adds this worker's segment, in place.
   *
   * @param floats every worker's data, in rank order; native order, of one length
   */
  public void add(List<ByteBuffer> floats) {
    for (int r = 0; r < parts.length; r++) {
      parts[r] = floats.get(r).asFloatBuffer();
    }
    int count = parts[rank].remaining();
    int end = Segments.start(count, rank + 1, parts.length);
    for (int at = Segments.start(count, rank, parts.length); at < end; at += TreeSum.BLOCK) {
      add(at, Math.min(TreeSum.BLOCK, end - at));
    }
  }

  private void add(int start, int count) {
    float[] sums = sum.add(parts, offsets, start, count);
    for (FloatBuffer part : parts) {
      part.put(start, sums, 0, count);
    }
  }
}
