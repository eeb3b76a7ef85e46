package mclspark.spark.prepare;

import java.util.List;
import java.util.function.Consumer;
import mclspark.dataset.shards.KeptColumn;
import mclspark.dataset.shards.WrittenShard;
import org.apache.spark.api.java.JavaSparkContext;

/** The pictures of a preparation: what is known of them, and the stage that writes their shards. */
interface ShardInputs {

  /** Names of the classes; the place in the list is the label id. */
  List<String> classNames();

  /** The user's columns that the shards keep. */
  List<KeptColumn> kept();

  /** Shards to write. */
  int shards();

  /**
   * Writes the shards.
   *
   * @param each takes every result as soon as it is there; what it throws ends the stage
   * @throws mclspark.UserError what {@code each} has thrown, or a task at its last trial
   */
  void run(JavaSparkContext spark, ShardStage stage, Consumer<WrittenShard> each);
}
