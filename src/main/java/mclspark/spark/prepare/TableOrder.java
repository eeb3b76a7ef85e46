package mclspark.spark.prepare;

import java.io.Serializable;
import java.util.Arrays;
import mclspark.dataset.shards.ShardOrder;

/**
 * How the rows of a table are dealt to shards: each has a pseudo-random key of 64 bits, made of its
 * name and the seed; shards are ranges of keys that hold about as many rows as are asked for. Keys
 * are counted by their first {@value #BITS} bits, so that the driver keeps no row.
 */
final class TableOrder implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Bits of a key that are counted. */
  static final int BITS = 16;

  private final int[] shards; // [2^BITS], of the keys that begin so
  private final long[] firsts; // [shards + 1], rows before each shard

  /**
   * Makes the ranges.
   *
   * @param counts rows whose keys begin with each number
   */
  TableOrder(long[] counts, ShardOrder order) {
    shards = new int[counts.length];
    long[] starts = new long[counts.length + 1];
    long rows = 0;
    long inShard = 0;
    int shard = 0;
    for (int i = 0; i < counts.length; i++) {
      if (inShard > 0 && inShard + counts[i] / 2 >= order.shardRows()) {
        starts[++shard] = rows;
        inShard = 0;
      }
      shards[i] = shard;
      rows += counts[i];
      inShard += counts[i];
    }
    starts[shard + 1] = rows;
    firsts = Arrays.copyOf(starts, shard + 2);
  }

  /** Number of rows. */
  long rows() {
    return firsts[firsts.length - 1];
  }

  /** Number of shards. */
  int shards() {
    return firsts.length - 1;
  }

  /** The shard of a row. */
  int shard(long key) {
    return shards[(int) (key >>> (Long.SIZE - BITS))];
  }

  /** Place of a shard's first row in the order of all. */
  long first(int shard) {
    return firsts[shard];
  }

  /** Rows that a shard is to hold. */
  long count(int shard) {
    return firsts[shard + 1] - firsts[shard];
  }
}
