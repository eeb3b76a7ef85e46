package mclspark.spark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class YarnProblemsTest {

  private static final Set<String> PLAIN = new TreeSet<>(Set.of("vcores", "memory-mb"));

  private static SparkConf yarn() {
    return new SparkConf(false).setMaster("yarn");
  }

  @Test
  void gpusThatYarnDoesNotKnowAreRefused() {
    assertEquals(
        List.of(
            "spark.executor.resource.gpu.amount is 1, but YARN's resource manager knows no resource"
                + " yarn.io/gpu (it knows memory-mb, vcores) and would start executors without it:"
                + " have it set up there (resource-types.xml), or do not ask for it."),
        YarnProblems.unknown(yarn().set("spark.executor.resource.gpu.amount", "1"), PLAIN));
  }

  @Test
  void everyResourceIsLookedUpByTheNameThatYarnIsAskedFor() {
    SparkConf conf =
        yarn()
            .set("spark.executor.resource.gpu.amount", "1")
            .set("spark.executor.resource.gpu.vendor", "nvidia.com")
            .set("spark.yarn.resourceGpuDeviceName", "our/gpu")
            .set("spark.yarn.executor.resource.disks.amount", "2");
    assertEquals(List.of(), YarnProblems.unknown(conf, Set.of("our/gpu", "disks")));
    List<String> problems = YarnProblems.unknown(conf, Set.of("yarn.io/gpu", "disks"));
    assertEquals(1, problems.size());
    assertTrue(problems.get(0).contains(" no resource our/gpu "), problems.toString());
    assertEquals(2, YarnProblems.unknown(conf, PLAIN).size());
    assertEquals(List.of(), YarnProblems.unknown(yarn(), PLAIN));
  }

  /** A port that takes connections and never answers. */
  @Test
  void aSilentResourceManagerIsNotWaitedForWithoutEnd() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + silent.getLocalPort();
      SparkConf conf = yarn().set("spark.hadoop.yarn.resourcemanager.address", address);
      assertEquals(
          List.of(
              "YARN's resource manager does not answer at "
                  + address
                  + " within 1 s: start it, or give the folder of its yarn-site.xml as"
                  + " HADOOP_CONF_DIR."),
          YarnProblems.of(conf, Duration.ofSeconds(1)));
    }
  }

  @Test
  void otherMastersAreNotAsked() {
    SparkConf conf =
        yarn().setMaster("spark://h:7077").set("spark.executor.resource.gpu.amount", "1");
    assertEquals(List.of(), YarnProblems.of(conf));
  }
}
