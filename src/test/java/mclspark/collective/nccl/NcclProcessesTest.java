package mclspark.collective.nccl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import mclspark.bench.WorkerProcesses;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** NCCL among JVMs, as executors are; the library is a fake. */
@Tag("cluster")
class NcclProcessesTest {

  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final int SIZE = 3;
  private static final int CULPRIT = 1;

  @Test
  void aJvmKilledDuringASumIsBlamedByAll() throws Exception {
    String library = FakeNccl.library().toString();
    assertTimeoutPreemptively(
        DEADLINE,
        () -> {
          try (WorkerProcesses workers =
              new WorkerProcesses(NcclWorker.class, SIZE, List.of(library))) {
            for (int rank = 0; rank < SIZE; rank++) {
              assertEquals("running", workers.line(rank));
            }
            workers.process(CULPRIT).destroyForcibly();
            for (int rank = 0; rank < SIZE; rank++) {
              if (rank != CULPRIT) {
                String line = workers.line(rank);
                assertTrue(line.startsWith(CULPRIT + " all-reduce of NCCL #"), line);
                assertTrue(line.endsWith("closed its connection"), line);
              }
            }
          }
        });
  }
}
