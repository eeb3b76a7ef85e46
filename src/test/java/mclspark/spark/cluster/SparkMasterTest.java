package mclspark.spark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SparkMasterTest {

  @Test
  void localMastersHaveThreads() {
    assertEquals(OptionalInt.of(1), new SparkMaster("local").localThreads());
    assertEquals(OptionalInt.of(3), new SparkMaster("local[3]").localThreads());
    assertEquals(OptionalInt.of(4), new SparkMaster("local[4,2]").localThreads());
    assertEquals(
        OptionalInt.of(Runtime.getRuntime().availableProcessors()),
        new SparkMaster("local[*]").localThreads());
  }

  @Test
  void clustersAreNotLocal() {
    assertFalse(new SparkMaster("spark://host:7077").isLocal());
    assertFalse(new SparkMaster("local-cluster[2,1,1024]").isLocal());
    assertFalse(new SparkMaster("k8s://https://host").isLocal());
  }
}
