package mclspark.cli.jvm;

import org.apache.hadoop.conf.Configuration;

/**
 * How commands that need no Spark reach file systems: by Hadoop's own files and what spark-submit
 * was given as {@code spark.hadoop.*}, which it hands on as system properties. Jobs get the same
 * from Spark.
 */
public final class HadoopSettings {

  private static final String PREFIX = "spark.hadoop.";

  private HadoopSettings() {}

  /** Reads both. */
  public static Configuration read() {
    Configuration configuration = new Configuration();
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith(PREFIX)) {
        configuration.set(name.substring(PREFIX.length()), System.getProperty(name));
      }
    }
    return configuration;
  }
}
