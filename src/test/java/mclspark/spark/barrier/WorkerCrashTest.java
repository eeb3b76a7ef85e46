package mclspark.spark.barrier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkerCrashTest {

  @Test
  void exitCodesOfAllClustersAreRead() {
    assertEquals(Optional.of(134), WorkerCrash.exitCode("Command exited with code 134"));
    assertEquals(
        Optional.of(139),
        WorkerCrash.exitCode(
            "\nThe executor with id 3 exited with exit code 139(SIGSEGV, segmentation fault).\n"));
    assertEquals(
        Optional.of(136),
        WorkerCrash.exitCode(
            "Container from a bad node: container_1_2_3 on host: h. Exit status: 136. Diagnostics:"
                + " Exception from container-launch."));
    assertEquals(
        Optional.empty(),
        WorkerCrash.exitCode(
            "Remote RPC client disassociated. Likely due to containers exceeding thresholds, or"
                + " network issues. Check driver logs for WARN messages."));
  }
}
