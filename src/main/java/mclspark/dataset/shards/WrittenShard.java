package mclspark.dataset.shards;

import java.io.Serializable;
import java.util.List;
import mclspark.dataset.BadPicture;

/**
 * What became of a shard's pictures.
 *
 * @param shard its number, from 0
 * @param pictures how many it holds; 0 if no file was written
 * @param bytes length of the file
 * @param rejects pictures that cannot be read; more than the limit of one of these ends the shard
 */
public record WrittenShard(int shard, int pictures, long bytes, List<BadPicture> rejects)
    implements Serializable {

  /** Copies the list. */
  public WrittenShard {
    rejects = List.copyOf(rejects);
  }
}
