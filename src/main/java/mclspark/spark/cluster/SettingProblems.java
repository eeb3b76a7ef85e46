package mclspark.spark.cluster;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import mclspark.Machine;
import mclspark.step.Device;
import org.apache.spark.SparkConf;
import org.apache.spark.util.Utils;

/** Finds Spark settings under which a barrier stage of workers cannot run. */
public final class SettingProblems {

  private static final String EXECUTOR_GPUS = "spark.executor.resource.gpu.amount";
  private static final String TASK_GPUS = "spark.task.resource.gpu.amount";

  private static final String HOST_RULE = "name one of letters, digits, '-' and '.', without '_'";

  private final SparkConf conf;
  private final WorkerRequest request;
  private final List<String> problems = new ArrayList<>();

  private SettingProblems(SparkConf conf, WorkerRequest request) {
    this.conf = conf;
    this.request = request;
  }

  /** One sentence per problem, each with its remedy. */
  static List<String> of(SparkConf conf, WorkerRequest request) {
    SettingProblems checks = new SettingProblems(conf, request);
    checks.problems.addAll(ofDriver(conf));
    checks.refuseOn(
        "spark.dynamicAllocation.enabled",
        "workers keep their executors from start to end; set it to false and fix the number of"
            + " executors (spark.executor.instances, or spark.cores.max on a standalone cluster)");
    checks.refuseOn(
        "spark.speculation", "a worker cannot run twice at the same time; set it to false");
    checks.checkEncryption();
    checks.checkCpus();
    checks.checkGpus();
    return List.copyOf(checks.problems);
  }

  /** The same of every job, whatever its stages are. */
  public static List<String> ofDriver(SparkConf conf) {
    List<String> problems = new ArrayList<>();
    if (conf.get("spark.submit.deployMode", "client").equals("cluster")
        && !SparkMaster.of(conf).isKubernetes()) { // where the driver's pod ends as we do
      problems.add(
          "spark.submit.deployMode is cluster, in which the exit code is not this program's: use"
              + " client mode (--deploy-mode client).");
    }
    if (conf.get("spark.serializer", "").endsWith(".KryoSerializer") && !opensBuffers()) {
      problems.add(
          "Java runs without the flags that Spark's Kryo needs (--add-opens ...): start by"
              + " spark-submit or submit/mcl, or give java @conf/jvm.options.");
    }
    long heap = conf.getLong("spark.testing.memory", Runtime.getRuntime().maxMemory()); // as Spark
    if (heap < Machine.SMALLEST_SPARK_HEAP) {
      problems.add(
          "The driver's heap has %d MiB, and Spark starts with %d at the least: give more by --driver-memory or MCL_DRIVER_MEMORY, such as 3g."
              .formatted(heap >> 20, Machine.SMALLEST_SPARK_HEAP >> 20));
    }
    if (SparkMaster.of(conf).isLocal()) {
      return problems; // on 127.0.0.1
    }
    String driver = conf.get("spark.driver.host", Utils.localCanonicalHostName());
    if (!isHost(driver)) {
      problems.add(
          "Spark cannot use this machine's host name '%s': %s, or an address, by"
                  .formatted(driver, HOST_RULE)
              + " --conf spark.driver.host or the environment's SPARK_LOCAL_HOSTNAME.");
    }
    SparkMaster.of(conf)
        .standaloneHosts()
        .filter(host -> !isHost(host))
        .forEach(
            host ->
                problems.add(
                    "Spark cannot use the master's host name '%s': %s, or its address, in the URL."
                        .formatted(host, HOST_RULE)));
    problems.addAll(YarnProblems.of(conf));
    return problems;
  }

  private static boolean opensBuffers() {
    return Object.class.getModule().isOpen("java.nio", SettingProblems.class.getModule());
  }

  /** Spark makes a URI of it, in which an underscore, for one, cannot stand. */
  private static boolean isHost(String name) {
    try {
      return new URI("spark://name@" + name + ":1").getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private void refuseOn(String key, String remedy) {
    if (Boolean.parseBoolean(conf.get(key, "false"))) {
      problems.add("%s is true, but %s.".formatted(key, remedy));
    }
  }

  /** Spark itself would end with a stack trace. */
  private void checkEncryption() {
    boolean encrypts =
        Boolean.parseBoolean(conf.get("spark.network.crypto.enabled", "false"))
            || Boolean.parseBoolean(conf.get("spark.authenticate.enableSaslEncryption", "false"));
    if (encrypts && !Boolean.parseBoolean(conf.get("spark.authenticate", "false"))) {
      problems.add(
          "spark.network.crypto.enabled is true, but spark.authenticate is not: set it to true, and"
              + " on a standalone cluster spark.authenticate.secret in a --properties-file.");
    }
  }

  private void checkCpus() {
    String text = conf.get("spark.task.cpus", "1");
    if (!isWholeNumber(text)) {
      problems.add("spark.task.cpus is %s; it must be a whole number >= 1.".formatted(text));
      return;
    }
    String cores = conf.get("spark.executor.cores", "");
    if (isWholeNumber(cores) && Integer.parseInt(cores) < Integer.parseInt(text)) {
      problems.add(
          "spark.task.cpus is %s, but spark.executor.cores is %s, so no executor has a slot; set"
                  .formatted(text, cores)
              + " spark.executor.cores to at least spark.task.cpus.");
    }
  }

  private void checkGpus() {
    String perTask = conf.get(TASK_GPUS, "");
    if (!perTask.isEmpty() && !perTask.equals("1")) {
      problems.add(
          "%s is %s; a worker needs one whole GPU: set it to 1.".formatted(TASK_GPUS, perTask));
    }
    String held = conf.get(EXECUTOR_GPUS, "");
    if (!held.isEmpty() && !isWholeNumber(held)) {
      problems.add(
          "%s is %s; an executor holds whole GPUs, one for each of its workers: set it to 1 or more."
              .formatted(EXECUTOR_GPUS, held));
      return;
    }
    if (SparkMaster.of(conf).isLocal()) {
      return; // a local master hands out no GPUs, workers number them themselves
    }
    if (!held.isEmpty() && perTask.isEmpty() && request.device() != Device.CPU) {
      problems.add(
          "%s is %s, but %s is not set, so the workers would get none of these GPUs: set it to 1, or"
                  .formatted(EXECUTOR_GPUS, held, TASK_GPUS)
              + " set ranks.device to cpu.");
    } else if (request.gpu() && (perTask.isEmpty() || held.isEmpty())) {
      problems.add(
          "The device is gpu, but Spark is not asked for GPUs (%s is %s, %s is %s): set both to 1."
              .formatted(TASK_GPUS, shown(perTask), EXECUTOR_GPUS, shown(held)));
    }
  }

  private static String shown(String value) {
    return value.isEmpty() ? "not set" : value;
  }

  private static boolean isWholeNumber(String text) {
    return text.matches("[1-9]\\d{0,8}");
  }
}
