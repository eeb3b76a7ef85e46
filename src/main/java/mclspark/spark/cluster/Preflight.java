package mclspark.spark.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import mclspark.UserError;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Refuses a job that cannot run, before it costs anything: all that is known without a cluster in
 * one list by {@link #check}, then the slots of a cluster by {@link #awaitSlots}.
 */
public final class Preflight {

  private static final String MORE_EXECUTORS =
      "free or add executors (spark.executor.instances, spark.executor.cores, spark.cores.max)";

  private Preflight() {}

  /**
   * Checks settings, and slots too if the master is local. Needs no running Spark.
   *
   * @param found problems that the caller has found in configuration and paths, one sentence each
   * @throws UserError that lists all problems
   */
  public static void check(SparkConf conf, WorkerRequest request, List<String> found) {
    List<String> problems = new ArrayList<>(found);
    problems.addAll(SettingProblems.of(conf, request));
    localSlotProblem(conf, request).ifPresent(problems::add);
    refuse(problems);
  }

  /**
   * Refuses a job that has problems.
   *
   * @throws UserError that lists them all, if there are any
   */
  public static void refuse(List<String> problems) {
    if (problems.size() == 1) {
      throw new UserError(problems.get(0));
    }
    if (!problems.isEmpty()) {
      throw new UserError(
          "%d problems:%n- %s"
              .formatted(problems.size(), String.join(System.lineSeparator() + "- ", problems)));
    }
  }

  /**
   * Waits until the cluster has a slot for each worker.
   *
   * @throws UserError if it has not when the time of the request is over
   */
  public static void awaitSlots(JavaSparkContext spark, WorkerRequest request)
      throws InterruptedException {
    try (Slots all = Slots.of(spark)) {
      awaitSlots(all, request);
    }
  }

  /** The same for slots that are being counted already. */
  static void awaitSlots(Slots all, WorkerRequest request) throws InterruptedException {
    int slots = all.await(request.workers(), request.patience());
    if (slots < request.workers()) {
      throw new UserError(clusterSentence(all, request, slots));
    }
  }

  /**
   * Waits until the cluster has a slot, for a job whose tasks may follow one another.
   *
   * @throws UserError if it has none when the time is over
   */
  public static void awaitSlot(JavaSparkContext spark, Duration patience)
      throws InterruptedException {
    try (Slots all = Slots.of(spark)) {
      if (all.await(1, patience) == 0) {
        throw new UserError(
            "No slot (%d core(s)) is free at %s after %d s%s: %s."
                .formatted(
                    taskCpus(all.conf()),
                    SparkMaster.of(all.conf()).url(),
                    patience.toSeconds(),
                    why(all),
                    MORE_EXECUTORS));
      }
    }
  }

  private static Optional<String> localSlotProblem(SparkConf conf, WorkerRequest request) {
    OptionalInt threads = SparkMaster.of(conf).localThreads();
    int cpus = taskCpus(conf);
    if (threads.isEmpty() || threads.getAsInt() / cpus >= request.workers()) {
      return Optional.empty();
    }
    return Optional.of(
        "P = %d workers need %d slots, %s has %d: start with --master local[%d], or use fewer workers."
            .formatted(
                request.workers(),
                request.workers(),
                SparkMaster.of(conf).url(),
                threads.getAsInt() / cpus,
                request.workers() * cpus));
  }

  private static String clusterSentence(Slots all, WorkerRequest request, int slots) {
    SparkConf conf = all.conf();
    Duration waited = request.patience();
    return ("P = %d workers need %d slots (%d core(s)%s each), %d are free at %s after %d s%s: %s,"
            + " or use fewer workers.")
        .formatted(
            request.workers(),
            request.workers(),
            taskCpus(conf),
            request.gpu() ? " and 1 GPU" : "",
            slots,
            SparkMaster.of(conf).url(),
            waited.toSeconds(),
            why(all),
            MORE_EXECUTORS);
  }

  /** What a cluster that can be asked says of executors that have not come, in brackets. */
  private static String why(Slots all) {
    String reason =
        SparkMaster.of(all.conf()).isKubernetes()
            ? new KubernetesPods(all.conf()).waiting(all.areNone())
            : "";
    return reason.isEmpty() ? "" : " (" + reason + ")";
  }

  private static int taskCpus(SparkConf conf) {
    String text = conf.get("spark.task.cpus", "1");
    return text.matches("[1-9]\\d{0,8}") ? Integer.parseInt(text) : 1; // told by SettingProblems
  }
}
