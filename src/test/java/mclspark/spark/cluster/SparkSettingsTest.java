package mclspark.spark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import mclspark.spark.kryo.KryoRegistrations;
import org.apache.spark.SparkConf;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;

class SparkSettingsTest {

  @Test
  void commonSettingsAreThere() {
    SparkConf conf = SparkSettings.complete(new SparkConf(false));
    assertEquals("org.apache.spark.serializer.KryoSerializer", conf.get("spark.serializer"));
    assertEquals("true", conf.get("spark.kryo.registrationRequired"));
    assertEquals(KryoRegistrations.class.getName(), conf.get("spark.kryo.registrator"));
    assertEquals("1s", conf.get("spark.scheduler.barrier.maxConcurrentTasksCheck.interval"));
    assertEquals("true", conf.get("spark.executorEnv.DJL_OFFLINE"));
    assertEquals("C.UTF-8", conf.get("spark.executorEnv.LC_ALL"));
    assertEquals("local[*]", conf.get("spark.master"));
  }

  /** Types of columns, for instance, are sent when the schema of a table is merged. */
  @Test
  void tablesMaySendAnyClass() {
    SparkConf conf = SparkSettings.tables("tables", false);
    assertEquals("false", conf.get("spark.kryo.registrationRequired"));
    assertEquals(KryoRegistrations.class.getName(), conf.get("spark.kryo.registrator"));
    assertEquals("200", conf.get("spark.sql.shuffle.partitions"));
  }

  @Test
  void keysOfEveryStoreAreHidden() {
    Pattern hidden =
        Pattern.compile(SparkSettings.complete(new SparkConf(false)).get("spark.redaction.regex"));
    for (String name :
        List.of(
            "fs.s3a.secret.key",
            "fs.s3a.access.key",
            "fs.s3a.session.token",
            "fs.azure.account.key.x.dfs.core.windows.net",
            "fs.azure.sas.fixed.token.x",
            "fs.azure.sas.container.x.blob.core.windows.net",
            "fs.gs.auth.service.account.private.key.credentials",
            "spark.kubernetes.driverEnv.MLFLOW_TRACKING_TOKEN",
            "spark.kubernetes.driverEnv.MLFLOW_TRACKING_PASSWORD")) {
      assertTrue(hidden.matcher(name).find(), name);
    }
    assertFalse(hidden.matcher("spark.sql.shuffle.partitions").find());
  }

  @Test
  void userWinsAndOurRegistratorStays() {
    SparkConf conf =
        SparkSettings.complete(
            new SparkConf(false)
                .set("spark.sql.shuffle.partitions", "77")
                .set("spark.kryo.registrator", "other.Registrator"));
    assertEquals("77", conf.get("spark.sql.shuffle.partitions"));
    assertEquals(
        "other.Registrator," + KryoRegistrations.class.getName(),
        conf.get("spark.kryo.registrator"));
  }

  @Test
  void onlyALocalDriverStaysOnLoopback() {
    SparkConf local = SparkSettings.complete(new SparkConf(false).setMaster("local[2]"));
    SparkConf cluster = SparkSettings.complete(new SparkConf(false).setMaster("spark://h:7077"));
    assertEquals("127.0.0.1", local.get("spark.driver.bindAddress"));
    assertFalse(cluster.contains("spark.driver.bindAddress"));
  }

  @Test
  void jvmOptionsHoldAllOfSparksModuleFlags() throws IOException {
    Path file = Path.of(System.getProperty("mcl.home"), "conf", "jvm.options");
    List<String> flags = Files.readAllLines(file);
    Arrays.stream(JavaModuleOptions.defaultModuleOptionArray())
        .filter(flag -> flag.startsWith("--add-"))
        .forEach(flag -> assertTrue(flags.contains(flag), flag));
  }
}
