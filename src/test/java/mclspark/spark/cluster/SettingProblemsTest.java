package mclspark.spark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import mclspark.step.Device;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class SettingProblemsTest {

  private static final WorkerRequest CPUS = new WorkerRequest(2, Device.CPU, Duration.ZERO);
  private static final WorkerRequest GPUS = new WorkerRequest(2, Device.GPU, Duration.ZERO);

  @Test
  void ourOwnSettingsAreFine() {
    SparkConf conf = SparkSettings.complete(new SparkConf(false).setMaster("spark://host:7077"));
    assertEquals(List.of(), SettingProblems.of(conf, CPUS));
  }

  @Test
  void driverThatRunsElsewhereIsRefused() {
    SparkConf conf = new SparkConf(false).set("spark.submit.deployMode", "cluster");
    assertEquals(
        List.of(
            "spark.submit.deployMode is cluster, in which the exit code is not this program's: use"
                + " client mode (--deploy-mode client)."),
        SettingProblems.of(conf, CPUS));
    conf.setMaster("k8s://https://h:6443"); // the driver's pod ends in our exit code
    assertEquals(List.of(), SettingProblems.of(conf, CPUS));
  }

  @Test
  void heapInWhichSparkDoesNotStartIsRefused() {
    SparkConf conf = new SparkConf(false).setMaster("local[1]");
    conf.set("spark.testing.memory", Integer.toString(450 << 20));
    assertEquals(List.of(), SettingProblems.ofDriver(conf));
    conf.set("spark.testing.memory", Integer.toString(200 << 20));
    assertEquals(
        List.of(
            "The driver's heap has 200 MiB, and Spark starts with 450 at the least: give more by"
                + " --driver-memory or MCL_DRIVER_MEMORY, such as 3g."),
        SettingProblems.ofDriver(conf));
  }

  @Test
  void hostNamesThatSparkCannotUseAreRefused() {
    SparkConf conf =
        new SparkConf(false)
            .setMaster("spark://good-1.h:7077,bad_2:7077")
            .set("spark.driver.host", "my_host");
    assertEquals(
        List.of(
            "Spark cannot use this machine's host name 'my_host': name one of letters, digits, '-'"
                + " and '.', without '_', or an address, by --conf spark.driver.host or the"
                + " environment's SPARK_LOCAL_HOSTNAME.",
            "Spark cannot use the master's host name 'bad_2': name one of letters, digits, '-' and"
                + " '.', without '_', or its address, in the URL."),
        SettingProblems.of(conf, CPUS));
    conf.setMaster("spark://[::1]:7077").set("spark.driver.host", "10.0.0.1");
    assertEquals(List.of(), SettingProblems.of(conf, CPUS));
    conf.setMaster("local[2]").set("spark.driver.host", "my_host");
    assertEquals(List.of(), SettingProblems.of(conf, CPUS));
  }

  @Test
  void dynamicAllocationAndSpeculationAreRefusedWithTheRemedy() {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.dynamicAllocation.enabled", "true")
            .set("spark.speculation", "true");
    assertEquals(
        List.of(
            "spark.dynamicAllocation.enabled is true, but workers keep their executors from start"
                + " to end; set it to false and fix the number of executors"
                + " (spark.executor.instances, or spark.cores.max on a standalone cluster).",
            "spark.speculation is true, but a worker cannot run twice at the same time; set it to"
                + " false."),
        SettingProblems.of(conf, CPUS));
  }

  @Test
  void taskNeedsNoMoreCoresThanAnExecutorHas() {
    SparkConf conf =
        new SparkConf(false).set("spark.task.cpus", "4").set("spark.executor.cores", "2");
    assertEquals(
        List.of(
            "spark.task.cpus is 4, but spark.executor.cores is 2, so no executor has a slot; set"
                + " spark.executor.cores to at least spark.task.cpus."),
        SettingProblems.of(conf, CPUS));
    assertEquals(
        List.of("spark.task.cpus is 0; it must be a whole number >= 1."),
        SettingProblems.of(new SparkConf(false).set("spark.task.cpus", "0"), CPUS));
  }

  @Test
  void encryptionNeedsAuthentication() {
    SparkConf conf = new SparkConf(false).set("spark.network.crypto.enabled", "true");
    assertEquals(
        List.of(
            "spark.network.crypto.enabled is true, but spark.authenticate is not: set it to true,"
                + " and on a standalone cluster spark.authenticate.secret in a --properties-file."),
        SettingProblems.of(conf, CPUS));
    assertEquals(List.of(), SettingProblems.of(conf.set("spark.authenticate", "true"), CPUS));
  }

  @Test
  void partsOfAGpuInAnExecutorAreRefused() {
    SparkConf conf =
        new SparkConf(false)
            .setMaster("spark://host:7077")
            .set("spark.task.resource.gpu.amount", "1")
            .set("spark.executor.resource.gpu.amount", "0.5");
    assertEquals(
        List.of(
            "spark.executor.resource.gpu.amount is 0.5; an executor holds whole GPUs, one for each"
                + " of its workers: set it to 1 or more."),
        SettingProblems.of(conf, GPUS));
  }

  @Test
  void anExecutorMayHoldSeveralGpus() {
    SparkConf conf =
        new SparkConf(false)
            .setMaster("spark://host:7077")
            .set("spark.executor.cores", "4")
            .set("spark.task.resource.gpu.amount", "1")
            .set("spark.executor.resource.gpu.amount", "4");
    assertEquals(List.of(), SettingProblems.of(conf, GPUS));
  }

  @Test
  void partsOfAGpuAreRefused() {
    SparkConf conf =
        new SparkConf(false)
            .setMaster("spark://host:7077")
            .set("spark.task.resource.gpu.amount", "0.5")
            .set("spark.executor.resource.gpu.amount", "1");
    assertEquals(
        List.of(
            "spark.task.resource.gpu.amount is 0.5; a worker needs one whole GPU: set it to 1."),
        SettingProblems.of(conf, GPUS));
  }

  @Test
  void gpuDeviceOnAClusterNeedsGpuResources() {
    SparkConf cluster = new SparkConf(false).setMaster("spark://host:7077");
    assertEquals(
        List.of(
            "The device is gpu, but Spark is not asked for GPUs (spark.task.resource.gpu.amount is"
                + " not set, spark.executor.resource.gpu.amount is not set): set both to 1."),
        SettingProblems.of(cluster, GPUS));
    assertEquals(List.of(), SettingProblems.of(new SparkConf(false).setMaster("local[2]"), GPUS));
  }

  @Test
  void gpusThatNoWorkerWouldGetAreRefused() {
    SparkConf conf =
        new SparkConf(false)
            .setMaster("spark://host:7077")
            .set("spark.executor.resource.gpu.amount", "2");
    List<String> problem =
        List.of(
            "spark.executor.resource.gpu.amount is 2, but spark.task.resource.gpu.amount is not"
                + " set, so the workers would get none of these GPUs: set it to 1, or set"
                + " ranks.device to cpu.");
    WorkerRequest any = new WorkerRequest(2, Device.AUTO, Duration.ZERO);
    assertEquals(problem, SettingProblems.of(conf, any));
    assertEquals(problem, SettingProblems.of(conf, GPUS));
    assertEquals(List.of(), SettingProblems.of(conf, CPUS));
    assertEquals(List.of(), SettingProblems.of(conf.clone().setMaster("local[2]"), any));
    conf.set("spark.task.resource.gpu.amount", "1");
    assertEquals(List.of(), SettingProblems.of(conf, any));
  }
}
