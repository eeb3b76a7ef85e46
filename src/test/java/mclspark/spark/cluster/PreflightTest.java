package mclspark.spark.cluster;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import mclspark.UserError;
import mclspark.spark.TestSpark;
import mclspark.step.Device;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PreflightTest {

  private static final SparkConf LOCAL = new SparkConf(false).setMaster("local[2]");

  @Test
  void twoWorkersFitOnTwoThreads() {
    assertDoesNotThrow(() -> Preflight.check(LOCAL, workers(2), List.of()));
    assertDoesNotThrow(() -> Preflight.awaitSlots(TestSpark.context(), workers(2)));
  }

  @Test
  void missingSlotsAreToldWithTheRemedy() {
    UserError error =
        assertThrows(UserError.class, () -> Preflight.check(LOCAL, workers(4), List.of()));
    assertEquals(
        "P = 4 workers need 4 slots, local[2] has 2: start with --master local[4], or use fewer"
            + " workers.",
        error.getMessage());
  }

  @Test
  void coresPerTaskCount() {
    SparkConf conf = LOCAL.clone().set("spark.task.cpus", "2");
    UserError error =
        assertThrows(UserError.class, () -> Preflight.check(conf, workers(2), List.of()));
    assertEquals(
        "P = 2 workers need 2 slots, local[2] has 1: start with --master local[4], or use fewer"
            + " workers.",
        error.getMessage());
  }

  @Test
  void allProblemsComeInOneList() {
    SparkConf conf = LOCAL.clone().set("spark.speculation", "true");
    UserError error =
        assertThrows(
            UserError.class,
            () -> Preflight.check(conf, workers(3), List.of("data.dir is not a folder.")));
    assertEquals(
        List.of(
            "3 problems:",
            "- data.dir is not a folder.",
            "- spark.speculation is true, but a worker cannot run twice at the same time; set it to"
                + " false.",
            "- P = 3 workers need 3 slots, local[2] has 2: start with --master local[3], or use"
                + " fewer workers."),
        error.getMessage().lines().toList());
  }

  @Test
  void clusterWithoutEnoughSlotsIsRefusedAfterTheWait() {
    WorkerRequest request = new WorkerRequest(5, Device.CPU, Duration.ofSeconds(1));
    UserError error =
        assertThrows(UserError.class, () -> Preflight.awaitSlots(TestSpark.context(), request));
    assertEquals(
        "P = 5 workers need 5 slots (1 core(s) each), 2 are free at local[2] after 1 s: free or add"
            + " executors (spark.executor.instances, spark.executor.cores, spark.cores.max), or use"
            + " fewer workers.",
        error.getMessage());
  }

  private static WorkerRequest workers(int workers) {
    return new WorkerRequest(workers, Device.CPU, Duration.ofSeconds(5));
  }
}
