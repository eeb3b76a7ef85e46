package mclspark.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import mclspark.collective.Backend;
import mclspark.collective.CollectiveOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Workers in JVMs of their own. */
@Tag("cluster")
class WorkerProcessesTest {

  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final int SIZE = 3;

  @ParameterizedTest
  @CsvSource({"TCP, 0", "TCP, 2", "SHARED_MEMORY, 0", "SHARED_MEMORY, 2"})
  void aKilledJvmIsBlamedByAll(Backend backEnd, int culprit) {
    assertBlamed(backEnd, culprit, 60_000, "closed its connection", "-KILL");
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP", "SHARED_MEMORY"})
  void aFrozenJvmIsBlamedByAll(Backend backEnd) {
    assertBlamed(backEnd, 1, 2000, "was silent for 2 s", "-STOP");
  }

  @Test
  void theBenchMeasuresWhatItSays() throws IOException {
    CollectiveBench.Result result =
        CollectiveBench.run(2, 1_000_000, 3, CollectiveOptions.defaults(), Backend.SHARED_MEMORY);
    assertTrue(result.toString().contains("1 MB, 2 workers, shared memory: median of 3 "));
    assertEquals(2, result.workers());
    assertEquals(1_000_000, result.bytes());
    assertTrue(result.bestMillis() > 0 && result.bestMillis() <= result.medianMillis());
    assertEquals(1 / (result.medianMillis() / 1000), result.megabytesPerSecond(), 1e-6);
  }

  @Test
  void theBenchShowsTheBareCopyBesideTcp() throws IOException {
    CollectiveBench.Result result =
        CollectiveBench.run(3, 1_000_000, 3, CollectiveOptions.defaults(), Backend.TCP);
    assertTrue(result.rawMillis() > 0);
    assertTrue(result.toString().contains("; a bare copy of the 4 MB that travel takes "));
  }

  private static void assertBlamed(
      Backend backEnd, int culprit, int silenceMillis, String what, String signal) {
    assertTimeoutPreemptively(
        DEADLINE,
        () -> {
          try (WorkerProcesses workers =
              new WorkerProcesses(
                  ClusterWorker.class,
                  SIZE,
                  List.of(Integer.toString(silenceMillis), backEnd.name()))) {
            for (int rank = 0; rank < SIZE; rank++) {
              assertEquals("running", workers.line(rank));
            }
            long start = System.nanoTime();
            signal(signal, workers.process(culprit));
            for (int rank = 0; rank < SIZE; rank++) {
              if (rank != culprit) {
                String line = workers.line(rank);
                assertTrue(line.startsWith(culprit + " all-reduce #"), line);
                assertTrue(line.contains("failed: rank " + culprit + " (127.0.0.1:"), line);
                assertTrue(line.endsWith(what), line);
              }
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            assertTrue(seconds < 15, "took " + seconds);
            workers.process(culprit).destroyForcibly();
          }
        });
  }

  private static void signal(String signal, Process process)
      throws IOException, InterruptedException {
    int exit = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    assertEquals(0, exit);
  }
}
