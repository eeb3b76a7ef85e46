package mclspark.spark.prepare;

import mclspark.dataset.shards.WrittenShard;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells every ten seconds how many shards are written. Called for one after the other. */
final class ShardProgress {

  private static final Logger LOG = LoggerFactory.getLogger(ShardProgress.class);
  private static final long EVERY_NANOS = 10_000_000_000L;

  private final int shards;
  private long told = System.nanoTime();
  private int done;
  private long pictures;

  ShardProgress(int shards) {
    this.shards = shards;
    LOG.info("{} shards to write", shards);
  }

  void done(WrittenShard shard) {
    done++;
    pictures += shard.pictures();
    if (System.nanoTime() - told > EVERY_NANOS) {
      told = System.nanoTime();
      LOG.info("{} of {} shards written, {} pictures", done, shards, pictures);
    }
  }
}
