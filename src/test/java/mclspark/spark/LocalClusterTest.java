package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import mclspark.spark.SubmitScripts.Outcome;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What submit/local-cluster does with folders, ports and processes. */
@Timeout(60) // less than the script waits for a cluster that does not come
class LocalClusterTest {

  @TempDir private Path temp;

  private final SubmitScripts scripts = new SubmitScripts(Path.of(System.getProperty("mcl.home")));

  private Outcome run(Map<String, String> variables, String... arguments) throws Exception {
    Map<String, String> environment = new HashMap<>(Map.of("DRY_RUN", ""));
    environment.putAll(variables);
    return scripts.run("local-cluster", environment, arguments);
  }

  @Test
  void folderOfSomethingElseIsKept() throws Exception {
    Path bin = Files.createDirectories(temp.resolve("spark/bin"));
    assertEquals(
        new Outcome(
            2,
            "local-cluster: "
                + bin
                + " is not of a cluster: set MCL_CLUSTER_DIR to a folder that is new or empty."),
        run(Map.of("MCL_CLUSTER_DIR", temp.toString()), "start"));
    assertTrue(Files.exists(bin));
  }

  @Test
  void dryRunPrintsTheCommands() throws Exception {
    Outcome outcome = run(Map.of("DRY_RUN", "1", "MCL_CLUSTER_DIR", temp + "/new"), "start", "2");
    assertEquals(0, outcome.code());
    String java = "JAVA @HOME/conf/jvm.options -Xmx512m -Dmcl.cluster=" + temp + "/new -cp ";
    assertEquals(3, outcome.output().lines().filter(line -> line.startsWith(java)).count());
    assertFalse(Files.exists(temp.resolve("new")));
  }

  @Test
  @Tag("cluster")
  void takenPortFailsAtOnce() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertEquals(
          new Outcome(2, "local-cluster: master ended: see " + temp + "/master.log."),
          run(Map.of("MCL_CLUSTER_DIR", temp.toString(), "MCL_CLUSTER_PORT", port), "start", "1"));
    }
  }

  @Test
  @Tag("cluster")
  void folderMayBeSpelledInTwoWays() throws Exception {
    Map<String, String> variables =
        Map.of(
            "MCL_CLUSTER_DIR", temp + "/../" + temp.getFileName() + "/", "MCL_CLUSTER_PORT", "0");
    assertEquals(0, run(variables, "start", "0").code());
    String number = Files.readString(temp.resolve("master.pid")).strip();
    ProcessHandle master = ProcessHandle.of(Long.parseLong(number)).orElseThrow();
    assertTrue(LocalCluster.arguments(master).contains("deploy.master.Master"));
    assertEquals(0, run(Map.of("MCL_CLUSTER_DIR", temp.toString()), "stop").code());
    assertEquals("", LocalCluster.arguments(master));
  }
}
