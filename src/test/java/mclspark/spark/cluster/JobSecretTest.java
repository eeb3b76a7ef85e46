package mclspark.spark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class JobSecretTest {

  private static final SparkConf LOCAL = new SparkConf(false).setMaster("local[2]");

  @Test
  void secretsDifferAndDoNotShow() {
    JobSecret first = JobSecret.create(LOCAL);
    assertEquals(32, first.bytes().length);
    assertFalse(Arrays.equals(first.bytes(), JobSecret.create(LOCAL).bytes()));
    assertEquals("JobSecret[32 bytes]", first.toString());
  }

  @Test
  void aClusterMustAuthenticateAndEncrypt() {
    SparkConf cluster = new SparkConf(false).setMaster("spark://host:7077");
    assertFalse(JobSecret.travelsInClear(LOCAL));
    assertTrue(JobSecret.travelsInClear(cluster));
    assertTrue(JobSecret.travelsInClear(cluster.clone().set("spark.authenticate", "true")));
    for (String key :
        new String[] {
          "spark.network.crypto.enabled",
          "spark.authenticate.enableSaslEncryption",
          "spark.ssl.rpc.enabled"
        }) {
      SparkConf encrypted = cluster.clone().set(key, "true");
      assertTrue(JobSecret.travelsInClear(encrypted), key);
      assertFalse(JobSecret.travelsInClear(encrypted.set("spark.authenticate", "true")), key);
    }
  }
}
