package mclspark.spark;

import mclspark.spark.cluster.SparkSessions;
import mclspark.spark.cluster.SparkSettings;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * The one Spark of a test JVM: two slots, started once and ended with the JVM. It takes the
 * settings of table jobs; that training sends no class but those of its registrations is held by
 * the cluster tests.
 */
public final class TestSpark {

  private TestSpark() {}

  /** The session that all tests share. */
  public static synchronized SparkSession session() {
    return SparkSessions.open(
        SparkSettings.tables("tests", false)
            .setMaster("local[2]")
            .set("spark.sql.shuffle.partitions", "4"));
  }

  /** A session with the settings of training; ends the shared one. Whoever opens it closes it. */
  public static synchronized SparkSession training() {
    session().stop();
    return SparkSessions.open(SparkSettings.conf("tests").setMaster("local[2]"));
  }

  /** The context of the shared session. */
  public static JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(session().sparkContext());
  }
}
