package mclspark.spark.cluster;

import java.io.Serializable;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mclspark.UserError;
import mclspark.doctor.Doctor;
import mclspark.doctor.Examination;
import mclspark.doctor.Examined;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs {@code mcl doctor} in a task on every executor.
 *
 * @param what to look at
 * @param wanted executors to wait for; 0 takes those that come
 * @param patience how long to wait for them
 */
public record ExecutorCheckup(Examination what, int wanted, Duration patience) {

  private static final Logger LOG = LoggerFactory.getLogger(ExecutorCheckup.class);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration DEADLINE = Duration.ofMinutes(15);
  private static final long POLL_MILLIS = 200;
  private static final long SETTLED_NANOS = Duration.ofSeconds(3).toNanos();

  /** Waits two minutes for the executors. */
  public ExecutorCheckup(Examination what, int wanted) {
    this(what, wanted, PATIENCE);
  }

  /**
   * Looks at the executors.
   *
   * @return what was found in each
   * @throws UserError if too few executors come, or some die or do not answer
   */
  public List<Examined> run() throws InterruptedException {
    SparkConf conf = SparkSettings.conf("mcl doctor");
    Preflight.refuse(SettingProblems.ofDriver(conf));
    JavaSparkContext spark = SparkSessions.openWithoutTables(conf);
    try {
      Preflight.awaitSlot(spark, patience);
      int executors = awaitExecutors(spark);
      if (executors < wanted) {
        throw new UserError(
            "%d of %d executors came within %d s: free or add some (spark.executor.instances, or"
                    .formatted(executors, wanted, patience.toSeconds())
                + " spark.cores.max on a standalone cluster).");
      }
      LOG.info("Examining {} executor(s)", executors);
      List<Examined> examined = examine(spark);
      if (examined.size() < executors) {
        throw new UserError(
            "%d of %d executors answered, so the others died: look at their logs."
                .formatted(examined.size(), executors));
      }
      return examined;
    } finally {
      SparkSessions.close(spark);
    }
  }

  /** Waits until enough are there, or no more come; returns how many there are. */
  private int awaitExecutors(JavaSparkContext spark) throws InterruptedException {
    long begin = System.nanoTime();
    long last = begin;
    int executors = executors(spark);
    while (wanted == 0
        ? System.nanoTime() - last < SETTLED_NANOS
        : executors < wanted && System.nanoTime() - begin < patience.toNanos()) {
      Thread.sleep(POLL_MILLIS);
      int now = executors(spark);
      last = now == executors ? last : System.nanoTime();
      executors = now;
    }
    return executors;
  }

  private static int executors(JavaSparkContext spark) {
    int processes = spark.sc().getExecutorMemoryStatus().size(); // the driver is one of them
    return SparkMaster.of(spark.getConf()).isLocal() ? 1 : processes - 1;
  }

  /** A task for each slot: all start at once, so each executor gets at least one. */
  private List<Examined> examine(JavaSparkContext spark) throws InterruptedException {
    int slots = Slots.all(spark);
    Visit visit = new Visit(what, UUID.randomUUID().toString());
    JavaFutureAction<List<Examined>> visits =
        spark.parallelize(Collections.nCopies(slots, 0), slots).mapPartitions(visit).collectAsync();
    try {
      return visits.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      visits.cancel(true);
      throw new UserError(
          "The executors did not answer within %d min; look at their logs."
              .formatted(DEADLINE.toMinutes()),
          e);
    } catch (ExecutionException e) {
      String line = String.valueOf(e.getCause().getMessage()).lines().findFirst().orElse("");
      throw new UserError("The executors failed: %s; look at their logs.".formatted(line), e);
    }
  }

  /** The first task in an executor examines it. */
  private static final class Visit
      implements FlatMapFunction<Iterator<Integer>, Examined>, Serializable {

    private static final long serialVersionUID = 1L;
    private static final Set<String> BEGUN = ConcurrentHashMap.newKeySet();

    private final Examination what;
    private final String name;

    Visit(Examination what, String name) {
      this.what = what;
      this.name = name;
    }

    @Override
    public Iterator<Examined> call(Iterator<Integer> rows) throws InterruptedException {
      if (!BEGUN.add(name)) {
        return Collections.emptyIterator();
      }
      SparkEnv env = SparkEnv.get();
      boolean local = SparkMaster.of(env.conf()).isLocal();
      int cores = local ? what.cores() : env.conf().getInt("spark.executor.cores", processors());
      String place =
          local
              ? "this process"
              : "%s, executor %s"
                  .formatted(env.blockManager().blockManagerId().host(), env.executorId());
      return List.of(
              new Examined(place, Doctor.examine(what.withCores(cores), Doctor.Listener.NONE)))
          .iterator();
    }

    private static int processors() {
      return Runtime.getRuntime().availableProcessors();
    }
  }
}
