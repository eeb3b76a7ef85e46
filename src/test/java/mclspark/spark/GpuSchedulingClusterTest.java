package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import mclspark.UserError;
import mclspark.spark.barrier.BarrierStage;
import mclspark.spark.cluster.Preflight;
import mclspark.spark.cluster.WorkerRequest;
import mclspark.step.Device;
import mclspark.step.RanksConfig;
import mclspark.tensor.Precision;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One executor JVM with two workers on a machine that claims to have two GPUs. */
@Tag("cluster")
@Timeout(180)
class GpuSchedulingClusterTest {

  private static final RanksConfig RANKS =
      new RanksConfig(2, 2, 1, Device.GPU, true, Precision.FLOAT32);

  @Test
  void eachWorkerGetsAGpuOfItsOwnAndNoneFallsBackToTheCpu() throws Exception {
    Path folder = Path.of(System.getProperty("mcl.home"), "target/gpu-test");
    Map<String, String> machine = Map.of("MCL_CLUSTER_CORES", "2", "MCL_CLUSTER_GPUS", "0,1");
    try (LocalCluster cluster = LocalCluster.start(folder, 1, machine)) {
      JavaSparkContext spark =
          cluster.open(
              cluster
                  .conf("gpu test")
                  .set("spark.executor.resource.gpu.amount", "2")
                  .set("spark.task.resource.gpu.amount", "1"));
      Preflight.awaitSlots(spark, new WorkerRequest(2, Device.GPU, Duration.ofSeconds(60)));
      List<Map<String, String>> places =
          BarrierStage.run(
              spark,
              2,
              worker ->
                  Map.of(
                      "process", Long.toString(ProcessHandle.current().pid()),
                      "gpu", worker.gpuAddress().orElse("none")));
      assertEquals(1, distinct(places, "process").size());
      assertEquals(Set.of("0", "1"), distinct(places, "gpu"));

      UserError error =
          assertThrows(
              UserError.class,
              () ->
                  BarrierStage.run(
                      spark, 2, worker -> WorkerGroup.device(worker, RANKS, false).isPresent()));
      assertTrue(error.getMessage().contains("its tensor engine sees 0 GPUs"), error.getMessage());
    }
  }

  private static Set<String> distinct(List<Map<String, String>> places, String what) {
    return places.stream().map(place -> place.get(what)).collect(Collectors.toSet());
  }
}
