package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mclspark.spark.SubmitScripts.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the scripts of submit/ for clusters would run, with settings of two lines. */
@Timeout(60)
class SubmitToClusterTest {

  private static final List<String> FILES =
      List.of("cluster", "standalone", "kubernetes", "yarn", "gpu", "rapids");

  @TempDir private Path home;
  private SubmitScripts scripts;
  private String spark;

  @BeforeEach
  void copyProject() throws IOException {
    scripts = SubmitScripts.copyTo(home);
    spark = scripts.program("spark/bin/spark-submit").getParent().getParent().toString();
    Files.createDirectories(home.resolve("conf/spark"));
    for (String name : FILES) {
      Files.writeString(
          home.resolve("conf/spark/" + name + ".conf"), "# why\n\nspark." + name + "   1\n");
    }
  }

  private static Outcome submitted(String master, String options) {
    return new Outcome(
        0,
        "HOME/spark/bin/spark-submit --driver-memory 3g --master "
            + master
            + " --class mclspark.cli.Main --jars HOME/target/lib/api.jar "
            + options
            + " HOME/target/mcl-spark.jar pretrain a\\ b=c");
  }

  @Test
  void standalone() throws Exception {
    Map<String, String> master = Map.of("MCL_MASTER", "spark://h:7077", "SPARK_HOME", spark);
    assertEquals(
        submitted(
            "spark://h:7077",
            "--conf spark.cluster=1 --conf spark.standalone=1 --conf spark.cluster=2"),
        scripts.run("standalone", master, "--conf", "spark.cluster=2", "pretrain", "a b=c"));
    assertEquals(
        new Outcome(
            2,
            "standalone: MCL_MASTER is 'h': set it to the master's URL, such as"
                + " spark://HOST:7077."),
        scripts.run("standalone", Map.of("MCL_MASTER", "h"), "pretrain"));
  }

  @Test
  void gpuAndRapidsOnRequest() throws Exception {
    Map<String, String> cluster =
        Map.of("MCL_MASTER", "spark://h:7077", "MCL_GPU", "1", "MCL_RAPIDS_JAR", "/r.jar");
    String submit =
        " --master spark://h:7077 --class mclspark.cli.Main"
            + " --jars HOME/target/lib/api.jar\\,local:/r.jar"
            + " --conf spark.executor.extraClassPath=/r.jar"
            + " --conf spark.cluster=1 --conf spark.standalone=1 --conf spark.gpu=1"
            + " --conf spark.rapids=1 HOME/target/mcl-spark.jar pretrain";
    assertEquals(
        new Outcome(
            0,
            "JAVA @HOME/conf/jvm.options -Xmx3g -cp"
                + " /r.jar:HOME/target/lib/\\*:HOME/target/lib/spark/\\*"
                + " org.apache.spark.deploy.SparkSubmit"
                + submit),
        scripts.run("standalone", cluster, "pretrain"));
    Map<String, String> sparkHome = new HashMap<>(cluster);
    sparkHome.put("SPARK_HOME", spark);
    assertEquals(
        new Outcome(
            0,
            "HOME/spark/bin/spark-submit --driver-memory 3g --driver-class-path /r.jar" + submit),
        scripts.run("standalone", sparkHome, "pretrain"));
  }

  /** Its tasks are one thread each, and none computes on a GPU. */
  @Test
  void prepareGetsACoreATask() throws Exception {
    Files.writeString(
        home.resolve("conf/spark/cluster.conf"), "spark.executor.cores 4\nspark.task.cpus 4\n");
    Files.writeString(
        home.resolve("conf/spark/gpu.conf"),
        "spark.task.resource.gpu.amount 1\nspark.executor.resource.gpu.amount 1\n");
    Map<String, String> environment = new HashMap<>();
    environment.put("MCL_MASTER", "k8s://h");
    environment.put("MCL_IMAGE", "r/mcl");
    environment.put("MCL_GPU", "1");
    String rest =
        " --conf spark.kubernetes.container.image=r/mcl --conf"
            + " spark.kubernetes.driver.podTemplateFile=HOME/conf/spark/kubernetes-driver.yaml"
            + " --conf"
            + " spark.kubernetes.executor.podTemplateFile=HOME/conf/spark/kubernetes-executor.yaml"
            + " --conf spark.task.cpus=2 --verbose HOME/target/mcl-spark.jar prepare --rapids";
    String[] arguments = {"--conf=spark.task.cpus=2", "--verbose", "prepare", "--rapids"};
    Outcome outcome = scripts.run("kubernetes", environment, arguments);
    assertTrue(
        outcome
            .output()
            .endsWith(
                " --conf spark.executor.cores=4 --conf spark.kubernetes=1"
                    + " --conf spark.task.cpus=1"
                    + rest),
        outcome.output());

    environment.put("MCL_RAPIDS_JAR", "/r.jar");
    outcome = scripts.run("kubernetes", environment, arguments);
    assertTrue(
        outcome
            .output()
            .endsWith(
                " --conf spark.executor.cores=4 --conf spark.kubernetes=1"
                    + " --conf spark.executor.resource.gpu.amount=1 --conf spark.rapids=1"
                    + " --conf spark.task.cpus=1"
                    + rest.replace("-executor.yaml", "-gpu-executor.yaml")
                        .replace(
                            " --conf spark.task.cpus=2",
                            " --conf"
                                + " spark.executor.resource.gpu.discoveryScript=/opt/mcl-spark/conf/spark/get-gpus.sh"
                                + " --conf spark.task.cpus=2")),
        outcome.output());
  }

  /** NCCL takes pods for machines: those with GPUs must not be spread over machines. */
  @Test
  void podsWithGpusAreNotSpread() throws Exception {
    JsonNode plain = template("kubernetes-executor.yaml");
    JsonNode gpu = template("kubernetes-gpu-executor.yaml");
    assertTrue(plain.at("/spec/affinity").has("podAntiAffinity"));
    assertFalse(gpu.get("spec").has("affinity"));
    assertEquals("nvidia.com/gpu", gpu.at("/spec/tolerations/0/key").asText());
    assertEquals(plain.at("/spec/containers/0/name"), gpu.at("/spec/containers/0/name"));
    assertEquals("/dev/shm", gpu.at("/spec/containers/0/volumeMounts/0/mountPath").asText());
    assertEquals(gpu.at("/spec/volumes/0/name"), gpu.at("/spec/containers/0/volumeMounts/0/name"));
  }

  private static JsonNode template(String name) throws IOException {
    Path conf = Path.of(System.getProperty("mcl.home"), "conf", "spark");
    return new YAMLMapper().readTree(conf.resolve(name).toFile());
  }

  @Test
  void kubernetes() throws Exception {
    Map<String, String> pods =
        Map.of("MCL_MASTER", "k8s://h", "MCL_IMAGE", "r/mcl", "MCL_DRIVER_HOST", "10.0.0.1");
    assertEquals(
        new Outcome(
            2,
            "kubernetes: target/lib/spark has no Kubernetes: build with mvn -Pkubernetes package or"
                + " set SPARK_HOME."),
        scripts.run(
            "kubernetes",
            Map.of("MCL_MASTER", "k8s://h", "MCL_IMAGE", "r/mcl", "DRY_RUN", ""),
            "pretrain"));
    String options =
        "--conf spark.cluster=1 --conf spark.kubernetes=1 --conf"
            + " spark.kubernetes.container.image=r/mcl --conf"
            + " spark.kubernetes.driver.podTemplateFile=HOME/conf/spark/kubernetes-driver.yaml"
            + " --conf"
            + " spark.kubernetes.executor.podTemplateFile=HOME/conf/spark/kubernetes-executor.yaml"
            + " --conf spark.driver.host=10.0.0.1";
    assertEquals(
        new Outcome(
            0,
            "JAVA @HOME/conf/jvm.options -Xmx3g -cp HOME/target/lib/\\*:HOME/target/lib/spark/\\*"
                + " org.apache.spark.deploy.SparkSubmit --master k8s://h --class mclspark.cli.Main"
                + " --jars HOME/target/lib/api.jar "
                + options
                + " HOME/target/mcl-spark.jar pretrain a\\ b=c"),
        scripts.run("kubernetes", pods, "pretrain", "a b=c"));
    assertEquals(
        new Outcome(
            0,
            "mcl: The driver gets a pod, whose exit code is the program's; that of this command is"
                + " not.\nJAVA @HOME/conf/jvm.options -Xmx3g -cp"
                + " HOME/target/lib/\\*:HOME/target/lib/spark/\\*"
                + " org.apache.spark.deploy.SparkSubmit --master k8s://h --class mclspark.cli.Main "
                + options.replace(" --conf spark.driver.host=10.0.0.1", "")
                + " --deploy-mode cluster --driver-memory 3g"
                + " local:///opt/mcl-spark/target/mcl-spark.jar pretrain"),
        scripts.run(
            "kubernetes",
            Map.of("MCL_MASTER", "k8s://h", "MCL_IMAGE", "r/mcl"),
            "--deploy-mode",
            "cluster",
            "pretrain"));
    assertEquals(
        new Outcome(
            2, "mcl: In cluster mode the driver has an address of its own: unset MCL_DRIVER_HOST."),
        scripts.run("kubernetes", pods, "--deploy-mode", "cluster", "pretrain"));
    assertEquals(
        new Outcome(2, "kubernetes: MCL_IMAGE is not set: name the image of docker/Dockerfile."),
        scripts.run("kubernetes", Map.of("MCL_MASTER", "k8s://h"), "pretrain"));
  }

  @Test
  void yarn() throws Exception {
    assertEquals(
        submitted("yarn", "--conf spark.cluster=1 --conf spark.yarn=1 --queue q"),
        scripts.run(
            "yarn",
            Map.of("SPARK_HOME", spark, "HADOOP_CONF_DIR", "/etc/hadoop"),
            "--queue",
            "q",
            "pretrain",
            "a b=c"));
    assertEquals(
        submitted(
            "yarn",
            "--files HOME/conf/spark/get-gpus.sh\\,mine --conf spark.cluster=1 --conf spark.yarn=1"
                + " --conf spark.gpu=1 --conf"
                + " spark.executor.resource.gpu.discoveryScript=./get-gpus.sh"),
        scripts.run(
            "yarn",
            Map.of("SPARK_HOME", spark, "HADOOP_CONF_DIR", "/etc/hadoop", "MCL_GPU", "1"),
            "--files",
            "mine",
            "pretrain",
            "a b=c"));
    assertEquals(
        new Outcome(
            2, "yarn: SPARK_HOME is not set: YARN needs the cluster's own Spark 4.1 or 4.2."),
        scripts.run("yarn", Map.of("HADOOP_CONF_DIR", "/etc/hadoop"), "pretrain"));
    assertEquals(
        new Outcome(
            2,
            "yarn: HADOOP_CONF_DIR is not set: give the folder with the cluster's yarn-site.xml."),
        scripts.run("yarn", Map.of("SPARK_HOME", spark), "pretrain"));
  }

  /** Lines of the real files, which a test of the scripts alone would not see. */
  @Test
  void everySettingHasOneValue() throws IOException {
    for (String name : FILES) {
      Path file = Path.of(System.getProperty("mcl.home"), "conf/spark", name + ".conf");
      Set<String> keys = new HashSet<>();
      for (String line : Files.readAllLines(file)) {
        if (!line.isBlank() && !line.startsWith("#")) {
          assertTrue(line.matches("spark\\.[A-Za-z.0-9_]+ +\\S+"), file + ": " + line);
          assertTrue(keys.add(line.split(" ")[0]), file + ": twice: " + line);
        }
      }
      assertTrue(!keys.isEmpty(), file.toString());
    }
  }
}
