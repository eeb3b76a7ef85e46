package mclspark.spark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import mclspark.UserError;
import mclspark.spark.Await;
import mclspark.spark.TestSpark;
import mclspark.step.Device;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.k8s.submit.KubernetesClientApplication;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Spark's back end for Kubernetes with the settings of submit/kubernetes, against a mock server.
 */
@Timeout(120)
class KubernetesPodsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final WorkerRequest TWO = new WorkerRequest(2, Device.CPU, Duration.ofSeconds(3));

  private MockKubernetes kubernetes;
  private JavaSparkContext spark; // null until it is started

  @BeforeEach
  void startServer() {
    TestSpark.session().stop();
    kubernetes = new MockKubernetes();
  }

  @AfterEach
  void stop() {
    if (spark != null) {
      SparkSessions.close(spark);
    }
    kubernetes.close();
  }

  private List<Pod> start(SparkConf conf) throws Exception {
    spark = SparkSessions.openWithoutTables(conf);
    return podsOnceThereAre(conf.getInt("spark.executor.instances", 0));
  }

  private List<Pod> podsOnceThereAre(int number) throws Exception {
    Await.until(number + " pods", PATIENCE, () -> kubernetes.pods().size() == number);
    return kubernetes.pods();
  }

  private static String sum(Map<String, Quantity> quantities, String name) {
    Quantity quantity = quantities.get(name);
    return quantity == null ? null : Quantity.getAmountInBytes(quantity).toPlainString();
  }

  private static Map<String, String> environment(Container container) {
    return container.getEnv().stream()
        .filter(variable -> variable.getValue() != null)
        .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
  }

  private static final String GIB12 = Long.toString(12L << 30);

  @Test
  void podsHaveWhatTheSettingsAskFor() throws Exception {
    for (Pod pod : start(kubernetes.conf(Map.of(), "--conf", "spark.executor.instances=2"))) {
      PodSpec spec = pod.getSpec();
      Container container = spec.getContainers().get(0);
      assertEquals(1, spec.getContainers().size());
      assertEquals("registry/mcl-spark", container.getImage());
      assertEquals(List.of("executor"), container.getArgs());
      assertEquals("4", container.getResources().getRequests().get("cpu").toString());
      assertEquals(GIB12, sum(container.getResources().getRequests(), "memory"));
      assertEquals(GIB12, sum(container.getResources().getLimits(), "memory"));
      assertEquals(Set.of("memory"), container.getResources().getLimits().keySet());
      assertEquals("Never", spec.getRestartPolicy());
      assertEquals(30, spec.getTerminationGracePeriodSeconds());
      assertEquals("nvidia.com/gpu", spec.getTolerations().get(0).getKey());
      assertEquals(
          "kubernetes.io/hostname",
          spec.getAffinity()
              .getPodAntiAffinity()
              .getPreferredDuringSchedulingIgnoredDuringExecution()
              .get(0)
              .getPodAffinityTerm()
              .getTopologyKey());
      assertEquals("executor", pod.getMetadata().getLabels().get("spark-role"));
      Map<String, String> environment = environment(container);
      assertEquals("4", environment.get("SPARK_EXECUTOR_CORES"));
      assertEquals("4096m", environment.get("SPARK_EXECUTOR_MEMORY"));
      assertEquals("C.UTF-8", environment.get("LC_ALL"));
      assertEquals("true", environment.get("DJL_OFFLINE"));
      assertTrue(environment.get("SPARK_DRIVER_URL").contains("@127.0.0.1:"), environment + "");
      assertNull(environment.get("PYTORCH_FLAVOR"));
      assertTrue(
          container.getVolumeMounts().stream()
              .map(VolumeMount::getMountPath)
              .anyMatch("/opt/spark/conf"::equals));
      assertTrue(spec.getVolumes().stream().anyMatch(volume -> volume.getEmptyDir() != null));
    }
  }

  /** NCCL takes two pods for two machines: one pod holds all GPUs of its own, and is not spread. */
  @Test
  void podsWithGpusHoldAllOfAMachine() throws Exception {
    SparkConf conf =
        kubernetes.conf(
            Map.of("MCL_GPU", "1"),
            "--conf",
            "spark.executor.instances=2",
            "--conf",
            "spark.executor.resource.gpu.amount=8",
            "--conf",
            "spark.executor.cores=32",
            "--conf",
            "spark.executor.memory=32g",
            "--conf",
            "spark.executor.memoryOverhead=64g");
    for (Pod pod : start(conf)) {
      PodSpec spec = pod.getSpec();
      Container container = spec.getContainers().get(0);
      assertEquals("8", container.getResources().getLimits().get("nvidia.com/gpu").toString());
      assertEquals("32", container.getResources().getRequests().get("cpu").toString());
      assertEquals(Long.toString(96L << 30), sum(container.getResources().getLimits(), "memory"));
      assertTrue(
          spec.getAffinity() == null || spec.getAffinity().getPodAntiAffinity() == null,
          "" + spec.getAffinity());
      Volume shm =
          spec.getVolumes().stream().filter(v -> v.getName().equals("shm")).findFirst().get();
      assertEquals("Memory", shm.getEmptyDir().getMedium());
      assertTrue(
          container.getVolumeMounts().stream()
              .anyMatch(mount -> mount.getMountPath().equals("/dev/shm")));
      Map<String, String> environment = environment(container);
      assertEquals("cu128", environment.get("PYTORCH_FLAVOR"));
      assertEquals("PCI_BUS_ID", environment.get("CUDA_DEVICE_ORDER"));
    }
    assertEquals(
        "/opt/mcl-spark/conf/spark/get-gpus.sh",
        spark.getConf().get("spark.executor.resource.gpu.discoveryScript"));
  }

  /** Operators make it in the same way: the image's role driver gets these arguments. */
  @Test
  void clusterModeMakesThePodOfADriver() throws Exception {
    SparkConf conf =
        kubernetes
            .conf(Map.of())
            .remove("spark.driver.host")
            .set("spark.submit.deployMode", "cluster")
            .set("spark.driver.memory", "3g")
            .set("spark.kubernetes.authenticate.driver.serviceAccountName", "mcl")
            .set("spark.kubernetes.submission.waitAppCompletion", "false");
    new KubernetesClientApplication()
        .start(
            new String[] {
              "--primary-java-resource",
              "local:///opt/mcl-spark/target/mcl-spark.jar",
              "--main-class",
              "mclspark.cli.Main",
              "--arg",
              "pretrain",
              "--arg",
              "output=/runs/a b"
            },
            conf);
    PodSpec spec = kubernetes.pods("driver").get(0).getSpec();
    Container driver = spec.getContainers().get(0);
    assertEquals(
        List.of(
            "driver",
            "--properties-file",
            "/opt/spark/conf/spark.properties",
            "--class",
            "mclspark.cli.Main",
            "local:///opt/mcl-spark/target/mcl-spark.jar",
            "pretrain",
            "output=/runs/a b"),
        driver.getArgs());
    assertEquals("registry/mcl-spark", driver.getImage());
    assertEquals("mcl", spec.getServiceAccountName());
    assertEquals(600, spec.getTerminationGracePeriodSeconds());
    assertEquals("/opt/spark/conf", environment(driver).get("SPARK_CONF_DIR"));
    assertTrue(
        driver.getEnv().stream()
            .anyMatch(variable -> variable.getName().equals("SPARK_DRIVER_BIND_ADDRESS")));
  }

  @Test
  void anEvictedPodIsReplaced() throws Exception {
    SparkConf conf = kubernetes.conf(Map.of(), "--conf", "spark.executor.instances=2");
    Pod first = start(conf).get(0);
    kubernetes.say(
        first,
        new PodStatusBuilder()
            .withPhase("Failed")
            .withReason("Evicted")
            .withMessage("The node was low on resource: memory.")
            .build());
    Await.until(
        "a third pod instead of the first",
        PATIENCE,
        () ->
            kubernetes.pods().stream().map(MockKubernetes::number).toList().equals(List.of(2, 3)));
  }

  @Test
  void podsThatNeverStartEndTheWaitWithTheirReasons() throws Exception {
    SparkConf conf = kubernetes.conf(Map.of(), "--conf", "spark.executor.instances=2");
    List<Pod> pods = start(conf);
    for (Pod pod : pods) {
      kubernetes.say(
          pod,
          new PodStatusBuilder()
              .withPhase("Pending")
              .addNewContainerStatus()
              .withName("spark-kubernetes-executor")
              .withNewState()
              .withNewWaiting()
              .withReason("ImagePullBackOff")
              .withMessage("Back-off pulling image \"registry/mcl-spark\"")
              .endWaiting()
              .endState()
              .endContainerStatus()
              .build());
    }
    assertEquals(
        "P = 2 workers need 2 slots (4 core(s) each), 0 are free at "
            + kubernetes.master()
            + " after 3 s (2 pod(s): ImagePullBackOff, Back-off pulling image"
            + " \"registry/mcl-spark\"): free or add executors (spark.executor.instances,"
            + " spark.executor.cores, spark.cores.max), or use fewer workers.",
        assertThrows(UserError.class, () -> Preflight.awaitSlots(spark, TWO)).getMessage());
    kubernetes.say(
        pods.get(0),
        new PodStatusBuilder()
            .withPhase("Pending")
            .addNewCondition()
            .withType("PodScheduled")
            .withStatus("False")
            .withMessage("0/3 nodes are available: 3 Insufficient nvidia.com/gpu.")
            .endCondition()
            .build());
    assertTrue(
        new KubernetesPods(spark.getConf())
            .waiting(true)
            .startsWith("1 pod(s): 0/3 nodes are available: 3 Insufficient nvidia.com/gpu; 1 pod"));
    for (Pod pod : pods) {
      kubernetes.say(pod, new PodStatusBuilder().withPhase("Running").build());
    }
    assertEquals(
        "2 pod(s): Running, but not in touch with the driver at 127.0.0.1 (MCL_DRIVER_HOST)",
        new KubernetesPods(spark.getConf()).waiting(true));
    assertEquals("", new KubernetesPods(spark.getConf()).waiting(false));
  }

  @Test
  void missingRightsAreNamedBeforeSparkStarts() throws Exception {
    SparkConf conf = kubernetes.conf(Map.of());
    kubernetes.grant(right -> !right.matches("(create|get) pods|.*configmaps"));
    assertEquals(
        "Kubernetes at http"
            + kubernetes.master().substring("k8s://http".length())
            + " does not let us create pods, get pods, create configmaps, deletecollection"
            + " configmaps in the namespace default: bind a role with these rights to our service"
            + " account or user, or set spark.kubernetes.namespace.",
        assertThrows(UserError.class, () -> SparkSessions.openWithoutTables(conf)).getMessage());
    assertEquals(List.of(), kubernetes.pods());
  }

  @Test
  void aRefusedStartIsASentence() throws Exception {
    SparkConf conf = kubernetes.conf(Map.of());
    String said = "namespaces \"default\" not found";
    kubernetes.refuse("configmaps", 404, said);
    String message =
        assertThrows(UserError.class, () -> SparkSessions.openWithoutTables(conf)).getMessage();
    assertTrue(message.contains("in the namespace default: " + said + "; mend"), message);
  }

  @Test
  void noServerIsASentence() throws Exception {
    SparkConf conf = kubernetes.conf(Map.of());
    kubernetes.close();
    String message =
        Objects.requireNonNull(
            assertThrows(UserError.class, () -> SparkSessions.openWithoutTables(conf))
                .getMessage());
    assertTrue(message.contains("did not let Spark start"), message);
    assertTrue(message.contains("Connection refused"), message);
  }
}
