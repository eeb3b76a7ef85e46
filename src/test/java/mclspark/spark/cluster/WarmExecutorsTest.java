package mclspark.spark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class WarmExecutorsTest {

  private static final String OURS = WarmExecutors.class.getName();

  @Test
  void executorsOfAClusterGetItBesideTheUsersPlugins() {
    SparkConf conf = new SparkConf(false).setMaster("spark://host:7077");
    assertEquals(OURS, WarmExecutors.addTo(conf).get("spark.plugins"));
    assertEquals(OURS, WarmExecutors.addTo(conf).get("spark.plugins"), "twice");
    conf.set("spark.plugins", "other.Plugin");
    assertEquals("other.Plugin," + OURS, WarmExecutors.addTo(conf).get("spark.plugins"));
  }

  @Test
  void localModeDoesNot() {
    SparkConf conf = new SparkConf(false).setMaster("local[2]");
    assertFalse(WarmExecutors.addTo(conf).contains("spark.plugins"));
  }
}
