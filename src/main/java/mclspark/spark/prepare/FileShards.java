package mclspark.spark.prepare;

import java.util.List;
import java.util.function.Consumer;
import mclspark.dataset.shards.KeptColumn;
import mclspark.dataset.shards.ShardWork;
import mclspark.dataset.shards.WrittenShard;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Shards of listed files and members of tar files.
 *
 * @param classNames names of the classes
 * @param works the pictures of each shard
 */
record FileShards(List<String> classNames, List<ShardWork> works) implements ShardInputs {

  @Override
  public List<KeptColumn> kept() {
    return List.of();
  }

  @Override
  public int shards() {
    return works.size();
  }

  @Override
  public void run(JavaSparkContext spark, ShardStage stage, Consumer<WrittenShard> each) {
    stage.run(
        spark.parallelize(works, works.size()).rdd(),
        (maker, pictures) -> maker.make(pictures.next()),
        each);
  }
}
