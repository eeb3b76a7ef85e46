package mclspark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import mclspark.cli.jvm.HadoopSettings;
import mclspark.spark.cluster.SparkSettings;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings of the command line that reach Hadoop without Spark. */
final class HadoopSettingsTest {

  private static final String NAME = "fs.own.impl";

  /** The local disk as {@code own:///}. */
  public static final class OwnFileSystem extends RawLocalFileSystem {
    @Override
    public java.net.URI getUri() {
      return java.net.URI.create("own:///");
    }
  }

  @TempDir Path folder;

  @BeforeEach
  void set() {
    System.setProperty("spark.hadoop." + NAME, OwnFileSystem.class.getName());
  }

  @AfterEach
  void clear() {
    System.clearProperty("spark.hadoop." + NAME);
  }

  @Test
  void theyAreThoseOfTheJobs() {
    Configuration jobs = SparkHadoopUtil.get().newConfiguration(SparkSettings.conf("tests"));
    assertEquals(OwnFileSystem.class.getName(), HadoopSettings.read().get(NAME));
    assertEquals(jobs.get(NAME), HadoopSettings.read().get(NAME));
    clear();
    assertNull(HadoopSettings.read().get(NAME));
  }

  @Test
  void commandsWithoutSparkTakeThem() {
    Program program = new Program();
    String[] arguments = {
      "data", "shapes", "--out", "own:" + folder.resolve("set"), "--train", "4", "--test", "1"
    };
    assertEquals(0, program.run(arguments), program.err());
    assertTrue(Files.exists(folder.resolve("set/train.bin")));
  }
}
