package mclspark.spark.kryo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mclspark.spark.TestSpark;
import mclspark.spark.barrier.WorkerResult;
import mclspark.spark.cluster.SparkSettings;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

class KryoRegistrationsTest {

  private static final SerializerInstance KRYO =
      new KryoSerializer(SparkSettings.complete(new SparkConf(false))).newInstance();

  @Test
  void recordsAndCollectionsSurvive() {
    WorkerResult result =
        new WorkerResult(
            3,
            List.of("text", 1.5, Map.of("k", new float[] {1}.length), List.of(), new HashMap<>()));
    assertEquals(result, roundTrip(result));
    assertEquals(
        Arrays.asList(1, null), roundTrip(new java.util.ArrayList<>(Arrays.asList(1, null))));
    assertArrayEquals(new float[] {1, 2}, roundTrip(new float[] {1, 2}));
  }

  /** Another program's session may have Java's serializer. */
  @Test
  void recordsSurviveJavasSerializerToo() {
    for (Class<? extends Record> type : KryoRegistrations.RECORDS) {
      assertTrue(Serializable.class.isAssignableFrom(type), type.getName());
    }
  }

  @Test
  void unknownClassIsRefused() {
    record Unknown(int value) {}
    RuntimeException error =
        assertThrows(RuntimeException.class, () -> roundTrip(new WorkerResult(0, new Unknown(1))));
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    assertEquals(
        "Class is not registered: " + Unknown.class.getName(),
        root.getMessage().lines().findFirst().orElseThrow());
  }

  @Test
  void dataFrameWithBinaryColumnRuns(@TempDir Path folder) {
    StructType schema =
        new StructType().add("name", DataTypes.StringType).add("bytes", DataTypes.BinaryType);
    List<Row> rows =
        List.of(RowFactory.create("a", new byte[] {1, 2}), RowFactory.create("b", new byte[] {3}));
    String path = folder.resolve("rows.parquet").toString();
    TestSpark.session().createDataFrame(rows, schema).write().parquet(path);

    Dataset<Row> read = TestSpark.session().read().parquet(path);
    assertEquals(2, read.toJavaRDD().collect().size());
    assertEquals(2, read.repartition(2).toJavaRDD().repartition(1).collect().size());
    List<Row> sums = read.selectExpr("sum(length(bytes)) AS total").collectAsList();
    assertEquals(3L, sums.get(0).getLong(0));
    assertEquals(
        "b", read.groupBy("name").count().orderBy(read.col("name").desc()).first().getString(0));
    assertEquals(2, read.as("l").join(read.as("r"), "name").count());
  }

  private static <T> T roundTrip(T value) {
    ClassTag<T> type = ClassTag$.MODULE$.apply(value.getClass());
    return KRYO.deserialize(KRYO.serialize(value, type), type);
  }
}
