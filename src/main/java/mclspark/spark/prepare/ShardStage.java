package mclspark.spark.prepare;

import java.io.IOException;
import java.io.Serializable;
import java.util.function.Consumer;
import mclspark.UserError;
import mclspark.dataset.shards.Recoding;
import mclspark.dataset.shards.ShardFolder;
import mclspark.dataset.shards.ShardOrder;
import mclspark.dataset.shards.WrittenShard;
import mclspark.dataset.shards.make.ShardMaker;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.rdd.RDD;
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
   * Makes the shard of a partition.
   *
   * @param <T> what the partition holds
   */
  interface Task<T> extends Serializable {
    WrittenShard make(ShardMaker maker, Iterator<T> partition);
  }

  /**
   * Runs a task for each partition.
   *
   * @param each takes every result as soon as it is there; what it throws ends the stage
   * @throws UserError what {@code each} has thrown, or a task at its last trial
   */
  <T> void run(RDD<T> partitions, Task<T> task, Consumer<WrittenShard> each) {
    Function1<Iterator<T>, WrittenShard> body = body(task);
    Function2<Object, WrittenShard, BoxedUnit> handler =
        (partition, shard) -> {
          each.accept(shard);
          return BoxedUnit.UNIT;
        };
    ClassTag<WrittenShard> type = ClassTag$.MODULE$.apply(WrittenShard.class);
    try {
      partitions.context().runJob(partitions, body, handler, type);
    } catch (Exception e) { // Scala throws it undeclared
      if (e.getCause() instanceof UserError error) {
        throw new UserError(error.getMessage(), e);
      }
      throw e;
    }
  }

  private <T> Function1<Iterator<T>, WrittenShard> body(Task<T> task) {
    SerializableConfiguration files = new SerializableConfiguration(hadoop);
    ShardFolder place = folder;
    Recoding how = recoding;
    int rows = order.rowGroupRows();
    int limit = rejectLimit;
    return (Function1<Iterator<T>, WrittenShard> & Serializable)
        partition -> make(new ShardMaker(place, how, rows, limit, files.value()), task, partition);
  }

  private static <T> WrittenShard make(ShardMaker maker, Task<T> task, Iterator<T> partition) {
    try (maker) {
      return task.make(maker, partition);
    } catch (IOException e) {
      throw new UserError("A source file cannot be closed: " + e.getMessage() + ".", e);
    }
  }
}
