package mclspark.cli.jvm;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.util.VersionInfo;

/** Refuses a Java under which the Hadoop client on the class path cannot open a file. */
public final class JavaCheck {

  /** From here on Subject.getSubject fails, which older clients call first of all. */
  private static final int WITHOUT_SUBJECT = 23;

  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+).*");
  private static final long FIRST_REPAIRED = key(3, 4, 3);

  private JavaCheck() {}

  /** What is wrong with this JVM and its class path, in one sentence. */
  public static Optional<String> problem() {
    int java = Runtime.version().feature();
    // Asking Hadoop sets up Log4j, a quarter of a second that short commands can do without.
    return java < WITHOUT_SUBJECT ? Optional.empty() : problem(java, VersionInfo.getVersion());
  }

  /**
   * The rule.
   *
   * @param java such as 25
   * @param hadoop such as "3.4.2"; what is no version is let pass
   */
  static Optional<String> problem(int java, String hadoop) {
    Matcher version = VERSION.matcher(hadoop);
    if (java < WITHOUT_SUBJECT || !version.matches() || key(version) >= FIRST_REPAIRED) {
      return Optional.empty();
    }
    return Optional.of(
        "Java %d does not work with the Hadoop client %s of this Spark: set JAVA_HOME to Java 17 or 21, or use Spark 4.2, or a Spark with hadoop-client-api and hadoop-client-runtime 3.4.3 or newer."
            .formatted(java, hadoop));
  }

  private static long key(Matcher version) {
    return key(
        Long.parseLong(version.group(1)),
        Long.parseLong(version.group(2)),
        Long.parseLong(version.group(3)));
  }

  private static long key(long major, long minor, long patch) {
    return (major * 1000 + minor) * 1000 + patch;
  }
}
