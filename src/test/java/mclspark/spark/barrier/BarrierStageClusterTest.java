package mclspark.spark.barrier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mclspark.UserError;
import mclspark.spark.LocalCluster;
import mclspark.spark.cluster.Preflight;
import mclspark.spark.cluster.WorkerRequest;
import mclspark.step.Device;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two executor JVMs that get our jars from the driver; runs after the jar is made. */
@Tag("cluster")
@Timeout(180)
class BarrierStageClusterTest {

  private static final WorkerRequest TWO = new WorkerRequest(2, Device.CPU, Duration.ofSeconds(60));

  private static LocalCluster cluster;
  private static JavaSparkContext spark;

  @BeforeAll
  static void startCluster() throws Exception {
    Path target = Path.of(System.getProperty("mcl.home"), "target");
    cluster = LocalCluster.start(target.resolve("cluster-test"), 2);
    spark = cluster.open(cluster.conf("cluster test"));
  }

  @AfterAll
  static void stopCluster() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void workersAreTwoProcessesWithTheTensorEngineAndOurSettings() throws InterruptedException {
    Preflight.awaitSlots(spark, TWO);
    List<Map<String, Object>> workers =
        BarrierStage.run(
            spark,
            2,
            worker ->
                Map.of(
                    "pid", ProcessHandle.current().pid(),
                    "host", worker.host(),
                    "peers", worker.allGather("rank " + worker.rank()),
                    "offline", System.getenv("DJL_OFFLINE"),
                    "engine", Class.forName("ai.djl.engine.Engine", false, loader()).getName()));
    assertNotEquals(workers.get(0).get("pid"), workers.get(1).get("pid"));
    for (Map<String, Object> worker : workers) {
      assertNotEquals(ProcessHandle.current().pid(), worker.get("pid"));
      assertEquals("127.0.0.1", worker.get("host"));
      assertEquals(List.of("rank 0", "rank 1"), worker.get("peers"));
      assertEquals("true", worker.get("offline"));
      assertEquals("ai.djl.engine.Engine", worker.get("engine"));
    }
  }

  @Test
  void deadExecutorIsReplacedAndTheStageRunsAgain() throws InterruptedException {
    List<Integer> starts = new ArrayList<>();
    List<Integer> results =
        new RestartLoop(2, () -> RestartLoop.NO_CHECKPOINT, () -> 0)
            .run(
                RestartLoop.NO_CHECKPOINT,
                restart -> {
                  starts.add(restart);
                  Preflight.awaitSlots(spark, TWO);
                  return BarrierStage.run(spark, 2, worker -> dieOnce(worker, restart));
                });
    assertTrue(starts.size() >= 2, starts.toString());
    assertEquals(List.of(0, 1), results);
  }

  private static int dieOnce(WorkerContext worker, int restart) throws InterruptedException {
    worker.allGather("here");
    if (restart == 0) {
      if (worker.rank() == 1) {
        Runtime.getRuntime().halt(9);
      }
      Thread.sleep(60_000); // Spark wakes this worker when it learns of the other's death
    }
    return worker.rank();
  }

  @Test
  void userErrorCrossesProcesses() throws InterruptedException {
    Preflight.awaitSlots(spark, TWO);
    UserError error =
        assertThrows(
            UserError.class,
            () ->
                BarrierStage.run(
                    spark,
                    2,
                    worker -> {
                      worker.allGather("here");
                      if (worker.rank() == 0) {
                        throw new UserError("train.bin is cut off at byte 17; fetch it again.");
                      }
                      Thread.sleep(60_000);
                      return "never";
                    }));
    assertEquals("train.bin is cut off at byte 17; fetch it again.", error.getMessage());
  }

  @Test
  void missingSlotsAreRefused() {
    WorkerRequest three = new WorkerRequest(3, Device.CPU, Duration.ofSeconds(2));
    UserError error = assertThrows(UserError.class, () -> Preflight.awaitSlots(spark, three));
    assertTrue(
        error.getMessage().startsWith("P = 3 workers need 3 slots (1 core(s) each), "),
        error.getMessage());
  }

  private static ClassLoader loader() {
    return Thread.currentThread().getContextClassLoader();
  }
}
