package mclspark.spark.kryo;

import com.esotericsoftware.kryo.Kryo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mclspark.dataset.BadPicture;
import mclspark.dataset.shards.ShardWork;
import mclspark.dataset.shards.SourcePicture;
import mclspark.dataset.shards.WrittenShard;
import mclspark.doctor.Examined;
import mclspark.doctor.Finding;
import mclspark.doctor.Level;
import mclspark.doctor.Part;
import mclspark.linear.LinearResult;
import mclspark.linear.LinearScore;
import mclspark.pretrain.FrozenTest;
import mclspark.pretrain.PretrainResult;
import mclspark.run.Outcome;
import mclspark.search.Clustering;
import mclspark.search.PairEdges;
import mclspark.search.VectorBlock;
import mclspark.spark.barrier.WorkerResult;
import mclspark.supervised.PeerScore;
import mclspark.supervised.SupervisedResult;
import org.apache.spark.serializer.KryoRegistrator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRow;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;

/**
 * Names every class that Kryo may meet; it refuses all others, so data of unknown classes cannot be
 * read by accident. To send a new class, add it here: a record to {@link #RECORDS}, an enum to
 * {@link #ENUMS}; records are {@link java.io.Serializable}, for a Spark that others have started.
 * Order matters only within one run.
 */
public final class KryoRegistrations implements KryoRegistrator {

  static final List<Class<? extends Record>> RECORDS =
      List.of(
          WorkerResult.class,
          Outcome.class,
          PretrainResult.class,
          LinearResult.class,
          LinearResult.Peer.class,
          LinearScore.class,
          SupervisedResult.class,
          PeerScore.class,
          FrozenTest.Marks.class,
          ShardWork.class,
          SourcePicture.class,
          WrittenShard.class,
          BadPicture.class,
          VectorBlock.class,
          PairEdges.class,
          Clustering.class,
          Examined.class,
          Finding.class);

  private static final List<Class<? extends Enum<?>>> ENUMS = List.of(Part.class, Level.class);

  private static final List<Class<?>> COLLECTIONS =
      List.of(ArrayList.class, HashMap.class, LinkedHashMap.class);

  private static final List<Class<?>> ROWS =
      List.of(Row.class, GenericRow.class, GenericRowWithSchema.class);

  private static final List<String> SPARK_INTERNALS =
      List.of("org.apache.spark.sql.types.BinaryType$");

  @Override
  public void registerClasses(Kryo kryo) {
    RECORDS.forEach(type -> registerRecord(kryo, type));
    ENUMS.forEach(kryo::register);
    COLLECTIONS.forEach(kryo::register);
    registerImmutable(kryo);
    ROWS.forEach(type -> registerWithArray(kryo, type));
    SPARK_INTERNALS.forEach(name -> kryo.register(named(name)));
    kryo.register(Object[].class);
    kryo.register(byte[][].class);
  }

  private static <T extends Record> void registerRecord(Kryo kryo, Class<T> type) {
    kryo.register(type, new RecordSerializer<>(type));
    kryo.register(type.arrayType());
  }

  private static void registerImmutable(Kryo kryo) {
    List.of(List.of(), List.of(1))
        .forEach(list -> kryo.register(list.getClass(), new ImmutableListSerializer()));
    List.of(Map.of(), Map.of(1, 1))
        .forEach(map -> kryo.register(map.getClass(), new ImmutableMapSerializer()));
  }

  private static void registerWithArray(Kryo kryo, Class<?> type) {
    kryo.register(type);
    kryo.register(type.arrayType());
  }

  private static Class<?> named(String name) {
    try {
      return Class.forName(name, true, Row.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("This Spark has no class " + name, e);
    }
  }
}
