package mclspark.spark.cluster;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;

/**
 * Where Spark runs.
 *
 * @param url such as "local[2]" or "spark://host:7077"
 */
public record SparkMaster(String url) {

  private static final String STANDALONE = "spark://";
  private static final Pattern LOCAL = Pattern.compile("local(?:\\[(\\d+|\\*)(?:,\\d+)?])?");

  public static SparkMaster of(SparkConf conf) {
    return new SparkMaster(conf.get("spark.master", "local[*]"));
  }

  /** Whether everything runs in this JVM. */
  public boolean isLocal() {
    return LOCAL.matcher(url).matches();
  }

  /** Whether YARN runs the executors. */
  boolean isYarn() {
    return url.equals("yarn");
  }

  /** Whether executors are pods. */
  boolean isKubernetes() {
    return url.startsWith("k8s://");
  }

  /** Host names of a standalone cluster's masters; nothing for other clusters. */
  Stream<String> standaloneHosts() {
    return url.startsWith(STANDALONE)
        ? Stream.of(url.substring(STANDALONE.length()).split(","))
            .map(master -> master.replaceFirst(":\\d+$", ""))
        : Stream.empty();
  }

  /** Threads of a local master; empty for a cluster. */
  OptionalInt localThreads() {
    Matcher matcher = LOCAL.matcher(url);
    if (!matcher.matches()) {
      return OptionalInt.empty();
    }
    String threads = matcher.group(1);
    if (threads == null) {
      return OptionalInt.of(1);
    }
    return OptionalInt.of(
        threads.equals("*")
            ? Runtime.getRuntime().availableProcessors()
            : Integer.parseInt(threads));
  }
}
