package mclspark.spark.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ResourceTypeInfo;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.spark.SparkConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a job asks of YARN that its resource manager does not know: YARN itself would leave it out
 * and start executors without it.
 */
final class YarnProblems {

  private static final Logger LOG = LoggerFactory.getLogger(YarnProblems.class);
  private static final Duration PATIENCE =
      Duration.ofSeconds(60); // Hadoop's is a quarter of an hour

  /** Spark's own resources, and those by YARN's names. */
  private static final Pattern ASKED =
      Pattern.compile("spark\\.(?:yarn\\.executor|executor)\\.resource\\.(.+)\\.amount");

  /** Spark's names for which YARN has others: settings with YARN's names and their defaults. */
  private static final Map<String, List<String>> DEVICES =
      Map.of(
          "gpu", List.of("spark.yarn.resourceGpuDeviceName", "yarn.io/gpu"),
          "fpga", List.of("spark.yarn.resourceFpgaDeviceName", "yarn.io/fpga"));

  private YarnProblems() {}

  /** One sentence per problem; none of other masters. */
  static List<String> of(SparkConf conf) {
    return of(conf, PATIENCE);
  }

  static List<String> of(SparkConf conf, Duration patience) {
    if (!SparkMaster.of(conf).isYarn()) {
      return List.of();
    }
    YarnConfiguration yarn = new YarnConfiguration(SparkSettings.hadoop(conf));
    try {
      return unknown(conf, known(yarn, patience));
    } catch (
        YarnException e) { // it answers, but not this question: before Hadoop 3.1, for instance
      LOG.warn("YARN does not tell which resources it knows: {}", e.getMessage());
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // ends the next wait
      return List.of();
    } catch (IOException | TimeoutException e) {
      LOG.debug("no resource manager", e);
      return List.of(
          "YARN's resource manager does not answer at %s within %d s: start it, or give the folder of its yarn-site.xml as HADOOP_CONF_DIR."
              .formatted(address(yarn), patience.toSeconds()));
    }
  }

  /** Sentences on what is asked for, and not among the names of resources that YARN knows. */
  static List<String> unknown(SparkConf conf, Set<String> known) {
    List<String> problems = new ArrayList<>();
    asked(conf)
        .forEach(
            (key, name) -> {
              if (!known.contains(name)) {
                problems.add(
                    "%s is %s, but YARN's resource manager knows no resource %s (it knows %s) and would start executors without it: have it set up there (resource-types.xml), or do not ask for it."
                        .formatted(key, conf.get(key), name, String.join(", ", known)));
              }
            });
    return problems;
  }

  /** YARN's name of each resource that a setting asks for. */
  private static Map<String, String> asked(SparkConf conf) {
    Map<String, String> names = new TreeMap<>();
    for (scala.Tuple2<String, String> setting : conf.getAll()) {
      Matcher matcher = ASKED.matcher(setting._1());
      if (matcher.matches()) {
        List<String> device = DEVICES.get(matcher.group(1));
        names.put(
            setting._1(),
            device == null ? matcher.group(1) : conf.get(device.get(0), device.get(1)));
      }
    }
    return names;
  }

  /** Asks on a thread of its own, since Hadoop tries again and again where nobody answers. */
  private static Set<String> known(Configuration yarn, Duration patience)
      throws IOException, YarnException, TimeoutException, InterruptedException {
    FutureTask<Set<String>> question = new FutureTask<>(() -> ask(yarn));
    Thread thread = new Thread(question, "yarn-preflight");
    thread.setDaemon(true);
    thread.start();
    try {
      return question.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof YarnException answer) {
        throw answer;
      }
      throw new IOException(e.getCause());
    } finally {
      thread.interrupt();
    }
  }

  private static Set<String> ask(Configuration yarn) throws IOException, YarnException {
    try (YarnClient client = YarnClient.createYarnClient()) {
      client.init(yarn);
      client.start();
      Set<String> names = new TreeSet<>();
      for (ResourceTypeInfo type : client.getResourceTypeInfo()) {
        names.add(type.getName());
      }
      return names;
    }
  }

  private static String address(Configuration yarn) {
    return yarn.getBoolean(YarnConfiguration.RM_HA_ENABLED, false)
        ? "any of " + yarn.get(YarnConfiguration.RM_HA_IDS)
        : yarn.get(YarnConfiguration.RM_ADDRESS, YarnConfiguration.DEFAULT_RM_ADDRESS);
  }
}
