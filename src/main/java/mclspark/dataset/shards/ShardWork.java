package mclspark.dataset.shards;

import java.io.Serializable;
import java.util.List;

/**
 * The pictures of one shard, to be written.
 *
 * @param shard its number, from 0
 * @param firstIndex place of its first picture in the shuffled order
 * @param pictures its pictures, in their order
 */
public record ShardWork(int shard, int firstIndex, List<SourcePicture> pictures)
    implements Serializable {

  /** Copies the list. */
  public ShardWork {
    pictures = List.copyOf(pictures);
  }
}
