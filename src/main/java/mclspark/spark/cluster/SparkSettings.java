package mclspark.spark.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * Settings of our jobs: those of the command line and of Spark's own files first, then
 * conf/spark/common.conf, which the build packs beside this class. In another program's Spark its
 * settings hold alone.
 */
public final class SparkSettings {

  private static final String COMMON = "common.conf";
  private static final String TABLES = "tables.conf";
  private static final String RAPIDS = "rapids.conf";
  private static final String RAPIDS_PLUGIN = "com.nvidia.spark.SQLPlugin";
  private static final String DELTA_EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";
  private static final String DELTA_CATALOG = "org.apache.spark.sql.delta.catalog.DeltaCatalog";
  private static final String ICEBERG_CATALOG = "org.apache.iceberg.spark.SparkCatalog";
  private static final String REGISTRATOR = "spark.kryo.registrator";
  private static final String LOOPBACK = "127.0.0.1";

  private SparkSettings() {}

  /** Settings for a session of this name. */
  public static SparkConf conf(String applicationName) {
    return SparkSessions.hosts()
        .orElseGet(() -> complete(new SparkConf(true)))
        .setAppName(applicationName);
  }

  /**
   * Settings for a session of this name that reads or writes users' tables: those of
   * conf/spark/tables.conf before the common ones.
   *
   * @param rapids whether to add conf/spark/rapids.conf: data frames run on the GPU by the RAPIDS
   *     plugin
   */
  public static SparkConf tables(String applicationName, boolean rapids) {
    return SparkSessions.hosts()
        .orElseGet(() -> tables(new SparkConf(true), rapids))
        .setAppName(applicationName);
  }

  private static SparkConf tables(SparkConf conf, boolean rapids) {
    if (rapids) {
      addMissing(conf, packed(RAPIDS));
    }
    addMissing(conf, packed(TABLES));
    if (isThere(DELTA_EXTENSION)) { // Delta refuses to work in sessions without both
      conf.setIfMissing("spark.sql.extensions", DELTA_EXTENSION);
      conf.setIfMissing("spark.sql.catalog.spark_catalog", DELTA_CATALOG);
    }
    if (isThere(ICEBERG_CATALOG)) { // tables by their paths go through it; as it is it wants Hive
      conf.setIfMissing("spark.sql.catalog.default_iceberg", ICEBERG_CATALOG);
      conf.setIfMissing("spark.sql.catalog.default_iceberg.type", "hadoop");
      conf.setIfMissing("spark.sql.catalog.default_iceberg.warehouse", "file:/unused");
    }
    return complete(conf);
  }

  /** Why the RAPIDS plugin cannot be used, if its jar is missing. */
  public static Optional<String> rapidsProblem() {
    return isThere(RAPIDS_PLUGIN)
        ? Optional.empty()
        : Optional.of(
            "--rapids needs the RAPIDS plugin, which is not on the class path: build with"
                + " -Prapids and start with --jars and --driver-class-path"
                + " target/rapids/rapids-4-spark.jar.");
  }

  private static boolean isThere(String className) {
    String file = className.replace('.', '/') + ".class";
    return Thread.currentThread().getContextClassLoader().getResource(file) != null;
  }

  /** How to reach file systems, before Spark runs: Hadoop's own files and spark.hadoop.*. */
  public static Configuration hadoop(SparkConf conf) {
    return SparkHadoopUtil.get().newConfiguration(conf);
  }

  /** Keys of common.conf that have another value. */
  static List<String> leftOpen(SparkConf conf) {
    Properties common = packed(COMMON);
    return common.stringPropertyNames().stream()
        .filter(key -> !conf.get(key, "").equals(common.getProperty(key)))
        .sorted()
        .toList();
  }

  /** Adds to the user's settings what they leave open. */
  public static SparkConf complete(SparkConf conf) {
    Properties common = packed(COMMON);
    conf.setIfMissing("spark.master", "local[*]");
    keepOurRegistrator(conf, common.getProperty(REGISTRATOR));
    addMissing(conf, common);
    ProgramJars.addTo(conf);
    if (SparkMaster.of(conf).isLocal()) { // one process: nothing has to be reachable from outside
      conf.setIfMissing("spark.ui.enabled", "false");
      conf.setIfMissing("spark.driver.host", LOOPBACK);
      conf.setIfMissing("spark.driver.bindAddress", LOOPBACK);
    }
    return conf;
  }

  private static void addMissing(SparkConf conf, Properties settings) {
    settings.stringPropertyNames().forEach(k -> conf.setIfMissing(k, settings.getProperty(k)));
  }

  private static void keepOurRegistrator(SparkConf conf, String ours) {
    String registrators = conf.get(REGISTRATOR, ours);
    conf.set(REGISTRATOR, registrators.contains(ours) ? registrators : registrators + "," + ours);
  }

  private static Properties packed(String name) {
    Properties properties = new Properties();
    try (InputStream stream = SparkSettings.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(name + " is missing beside " + SparkSettings.class);
      }
      try (Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
        properties.load(reader);
      }
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + name, e);
    }
  }
}
