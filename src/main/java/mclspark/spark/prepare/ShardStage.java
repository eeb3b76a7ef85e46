package mclspark.spark.prepare;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.function.Consumer;
import mclspark.UserError;
import mclspark.dataset.shards.Recoding;
import mclspark.dataset.shards.ShardFolder;
import mclspark.dataset.shards.ShardOrder;
import mclspark.dataset.shards.ShardWork;
import mclspark.dataset.shards.WrittenShard;
import mclspark.dataset.shards.make.ShardMaker;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;
import scala.Function1;
import scala.Function2;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;

/**
 * Makes shards, one in each task. A task that fails leaves its trials to Spark ({@code
 * spark.task.maxFailures}, on a cluster 4) and writes the same file again.
 *
 * @param folder where they go
 * @param recoding what is done to the pictures
 * @param order for the rows of a row group
 * @param rejectLimit pictures that may be left out
 * @param hadoop how to reach file systems
 */
record ShardStage(
    ShardFolder folder,
    Recoding recoding,
    ShardOrder order,
    int rejectLimit,
    Configuration hadoop) {

  /**
   * Runs a task for each shard.
   *
   * @param each takes every result as soon as it is there; what it throws ends the stage
   * @throws UserError what {@code each} has thrown, or a task at its last trial
   */
  void run(JavaSparkContext spark, List<ShardWork> works, Consumer<WrittenShard> each) {
    Function1<Iterator<ShardWork>, WrittenShard> body =
        task(folder, recoding, order.rowGroupRows(), rejectLimit, hadoop);
    Function2<Object, WrittenShard, BoxedUnit> handler =
        (partition, shard) -> {
          each.accept(shard);
          return BoxedUnit.UNIT;
        };
    ClassTag<WrittenShard> type = ClassTag$.MODULE$.apply(WrittenShard.class);
    try {
      spark.sc().runJob(spark.parallelize(works, works.size()).rdd(), body, handler, type);
    } catch (Exception e) { // Scala throws it undeclared
      if (e.getCause() instanceof UserError error) {
        throw new UserError(error.getMessage(), e);
      }
      throw e;
    }
  }

  private static Function1<Iterator<ShardWork>, WrittenShard> task(
      ShardFolder folder, Recoding recoding, int rowGroupRows, int limit, Configuration hadoop) {
    SerializableConfiguration files = new SerializableConfiguration(hadoop);
    return (Function1<Iterator<ShardWork>, WrittenShard> & Serializable)
        works -> make(new ShardMaker(folder, recoding, rowGroupRows, limit, files.value()), works);
  }

  private static WrittenShard make(ShardMaker maker, Iterator<ShardWork> works) {
    try (maker) {
      return maker.make(works.next());
    } catch (IOException e) {
      throw new UserError("A source file cannot be closed: " + e.getMessage() + ".", e);
    }
  }
}
