package mclspark.spark.cluster;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mclspark.UserError;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.spark.SparkConf;

/** Tells in a sentence why YARN did not take an application. */
final class YarnRefusal {

  private static final Pattern QUEUE = Pattern.compile("unknown queue ?: (\\S+)");
  private static final Pattern TOO_LARGE =
      Pattern.compile("Required (AM|executor) memory .* above the max threshold \\((\\d+) MB\\)");

  private YarnRefusal() {}

  /** The user's mistake behind a failed start of Spark, if it was one. */
  static Optional<UserError> of(SparkConf conf, Throwable failure) {
    if (!SparkMaster.of(conf).isYarn()) {
      return Optional.empty();
    }
    String message = String.valueOf(failure.getMessage());
    Matcher large = TOO_LARGE.matcher(message);
    if (failure instanceof IllegalArgumentException && large.find()) {
      return Optional.of(new UserError(tooLarge(conf, large.group(1), large.group(2)), failure));
    }
    if (!(failure instanceof YarnException)) {
      return Optional.empty();
    }
    Matcher queue = QUEUE.matcher(message);
    return Optional.of(
        new UserError(
            queue.find()
                ? "YARN has no queue '%s': name one that it has by --queue (spark.yarn.queue)."
                    .formatted(queue.group(1))
                : "YARN refused the application: %s."
                    .formatted(message.strip().replaceAll("\\s+", " ").replaceAll("\\.$", "")),
            failure));
  }

  private static String tooLarge(SparkConf conf, String who, String most) {
    String key = who.equals("AM") ? "spark.yarn.am.memory" : "spark.executor.memory";
    return "YARN gives a container %s MB at most, but %s is %s and %sOverhead %s: lower them, or raise yarn.scheduler.maximum-allocation-mb and yarn.nodemanager.resource.memory-mb on the cluster."
        .formatted(most, key, conf.get(key, "not set"), key, conf.get(key + "Overhead", "not set"));
  }
}
