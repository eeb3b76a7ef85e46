package mclspark.spark.cluster;

import java.util.function.Supplier;
import mclspark.UserError;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Starts Spark. There is one session per JVM; whoever opened it closes it. */
public final class SparkSessions {

  private SparkSessions() {}

  /**
   * Starts Spark with these settings, or returns the session that this JVM already has.
   *
   * @param conf from {@link SparkSettings#conf}
   * @throws UserError if YARN does not take the application
   */
  public static SparkSession open(SparkConf conf) {
    return start(conf, () -> SparkSession.builder().config(conf).getOrCreate());
  }

  /**
   * Starts Spark without its tables, which takes seconds less, or returns what this JVM already
   * has. {@link #open} may follow.
   *
   * @param conf from {@link SparkSettings#conf}
   * @throws UserError if YARN does not take the application
   */
  public static JavaSparkContext openWithoutTables(SparkConf conf) {
    return start(conf, () -> JavaSparkContext.fromSparkContext(SparkContext.getOrCreate(conf)));
  }

  private static <T> T start(SparkConf conf, Supplier<T> session) {
    try {
      return session.get();
    } catch (Exception e) { // Scala throws YarnException undeclared
      UserError refusal = YarnRefusal.of(conf, e).orElse(null);
      if (refusal != null) {
        throw refusal;
      }
      throw e;
    }
  }
}
