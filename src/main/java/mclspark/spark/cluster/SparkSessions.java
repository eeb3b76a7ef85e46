package mclspark.spark.cluster;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import mclspark.UserError;
import mclspark.spark.kryo.KryoRegistrations;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * Starts Spark, or takes what this JVM has. There is one context per JVM; {@link #close} ends it
 * only where we have started it.
 */
public final class SparkSessions {

  private static final Logger LOG = LoggerFactory.getLogger(SparkSessions.class);

  private static final String REGISTRATOR = "spark.kryo.registrator";

  private static SparkContext ours; // the last that was started here, null before

  private SparkSessions() {}

  /**
   * Starts Spark with these settings, or returns the session that this JVM already has. Of another
   * program's it returns one beside it, so that settings and views do not mix.
   *
   * @param conf from {@link SparkSettings#conf}
   * @throws UserError if YARN or Kubernetes does not let Spark start, or another program's cannot
   *     be used
   */
  public static synchronized SparkSession open(SparkConf conf) {
    if (isGuest()) {
      tell();
      return SparkSession.builder().getOrCreate().newSession();
    }
    SparkSession session = started(conf, () -> SparkSession.builder().config(conf).getOrCreate());
    ours = session.sparkContext();
    return session;
  }

  /**
   * Starts Spark without its tables, which takes seconds less, or returns what this JVM already
   * has. {@link #open} may follow.
   *
   * @param conf from {@link SparkSettings#conf}
   * @throws UserError as {@link #open}
   */
  public static synchronized JavaSparkContext openWithoutTables(SparkConf conf) {
    if (isGuest()) {
      tell();
      return JavaSparkContext.fromSparkContext(active().get());
    }
    ours = started(conf, () -> SparkContext.getOrCreate(conf));
    return JavaSparkContext.fromSparkContext(ours);
  }

  /** Ends Spark, unless another program has started it. */
  public static void close(SparkSession session) {
    if (isOurs(session.sparkContext())) {
      session.stop();
    }
  }

  /** The same of what {@link #openWithoutTables} returns. */
  public static void close(JavaSparkContext spark) {
    if (isOurs(spark.sc())) {
      spark.stop();
    }
  }

  /** The settings of another program's Spark in this JVM. */
  static Optional<SparkConf> hosts() {
    return isGuest() ? Optional.of(active().get().getConf()) : Optional.empty();
  }

  private static Option<SparkContext> active() {
    return SparkContext$.MODULE$.getActive();
  }

  private static synchronized boolean isOurs(SparkContext context) {
    return context == ours;
  }

  private static boolean isGuest() {
    return active().isDefined() && !isOurs(active().get());
  }

  private static <T> T started(SparkConf conf, Supplier<T> start) {
    if (active().isDefined() || !SparkMaster.of(conf).isKubernetes()) {
      return started(start, failure -> YarnRefusal.of(conf, failure));
    }
    KubernetesPods pods = new KubernetesPods(conf); // elsewhere its libraries may be missing
    pods.requireRights();
    return started(start, pods::refusal);
  }

  private static <T> T started(
      Supplier<T> start, Function<Exception, Optional<UserError>> refusal) {
    try {
      return start.get();
    } catch (Exception e) { // Scala throws SparkException and YarnException undeclared
      Optional<UserError> refused = refusal.apply(e);
      if (refused.isPresent()) {
        throw refused.get();
      }
      throw e;
    }
  }

  private static void tell() {
    SparkConf conf = hosts().orElseThrow();
    if (conf.get("spark.serializer", "").endsWith(".KryoSerializer")
        && !conf.get(REGISTRATOR, "").contains(KryoRegistrations.class.getName())) {
      throw new UserError(
          "Spark was started by another program with Kryo, which cannot read our records: leave spark.serializer as it is, or add %s to %s where Spark is started."
              .formatted(KryoRegistrations.class.getName(), REGISTRATOR));
    }
    List<String> left = SparkSettings.leftOpen(conf);
    LOG.info(
        "Spark was started by another program and goes on after us; our values do not hold for {}",
        String.join(", ", left));
  }
}
