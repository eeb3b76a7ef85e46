package mclspark.spark.search;

import java.io.Serializable;
import java.util.function.Consumer;
import java.util.function.Function;
import mclspark.search.VectorBlock;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.rdd.RDD;
import scala.Function1;
import scala.Function2;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;

/** Pairs of blocks of one table, each the work of a task. */
final class BlockPairs {

  private final VectorBlocks blocks;
  private final RDD<Tuple2<VectorBlock, VectorBlock>> pairs;

  /** Whether a pair of blocks is wanted. */
  @FunctionalInterface
  interface Choice extends Serializable {
    boolean wants(int first, int second);
  }

  /** Work on a pair, done on an executor. */
  @FunctionalInterface
  interface Work<T> extends Function<Tuple2<VectorBlock, VectorBlock>, T>, Serializable {}

  BlockPairs(VectorBlocks blocks, Choice choice) {
    this.blocks = blocks;
    int size = blocks.size();
    Function1<Object, Object> chosen =
        (Function1<Object, Object> & Serializable)
            pair -> choice.wants((int) pair / size, (int) pair % size);
    pairs = PartitionPruningRDD.create(blocks.rdd().cartesian(blocks.rdd()).rdd(), chosen);
  }

  /** The pairs, one a partition. */
  JavaRDD<Tuple2<VectorBlock, VectorBlock>> rdd() {
    return pairs.toJavaRDD();
  }

  /**
   * Works on all pairs.
   *
   * @param each takes every result on the driver as soon as it is there, one after the other
   */
  <T> void forEach(Class<T> type, Work<T> work, Consumer<T> each) {
    Function1<Iterator<Tuple2<VectorBlock, VectorBlock>>, T> task =
        (Function1<Iterator<Tuple2<VectorBlock, VectorBlock>>, T> & Serializable)
            pair -> work.apply(pair.next());
    Function2<Object, T, BoxedUnit> handler =
        (partition, result) -> {
          each.accept(result);
          return BoxedUnit.UNIT;
        };
    ClassTag<T> tag = ClassTag$.MODULE$.apply(type);
    blocks.rdd().context().runJob(pairs, task, handler, tag);
  }
}
