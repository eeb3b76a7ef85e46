package mclspark.dataset.shards;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;

/**
 * How pictures are dealt to shards: shuffled once, then cut.
 *
 * @param seed another seed gives another order
 * @param shardRows pictures of a shard before rejects
 * @param rowGroupRows pictures of a row group
 * @param shuffleWindow row groups whose pictures an epoch of training shuffles together
 */
public record ShardOrder(long seed, int shardRows, int rowGroupRows, int shuffleWindow)
    implements Serializable {

  /** Checks the numbers. */
  public ShardOrder {
    if (shardRows < 1 || rowGroupRows < 1 || shuffleWindow < 1) {
      throw new IllegalArgumentException(
          "shard rows "
              + shardRows
              + ", row group rows "
              + rowGroupRows
              + ", shuffle window "
              + shuffleWindow);
    }
  }

  /** The work of each shard: a pure function of the pictures and the seed. */
  public List<ShardWork> deal(List<SourcePicture> pictures) {
    int[] order = CounterRandom.of(seed, 0, 0, Purpose.SHARD_ORDER).permutation(pictures.size());
    List<ShardWork> shards = new ArrayList<>();
    for (int first = 0; first < order.length; first += shardRows) {
      List<SourcePicture> own = new ArrayList<>();
      for (int i = first; i < Math.min(order.length, first + shardRows); i++) {
        own.add(pictures.get(order[i]));
      }
      shards.add(new ShardWork(shards.size(), first, own));
    }
    return shards;
  }
}
