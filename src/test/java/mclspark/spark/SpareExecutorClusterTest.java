package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mclspark.pretrain.PretrainConfig;
import mclspark.pretrain.SmallRuns;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two workers on a cluster with slots for four: two executors are spares. */
@Tag("cluster")
@Timeout(240)
class SpareExecutorClusterTest {

  private static final String READY = "This executor is a spare";

  @TempDir Path folder;

  /**
   * Each death finds a spare ready: as many deaths in a row are met at once as there are spares.
   */
  @Test
  void deadExecutorsAreReplacedByThoseThatWait() throws Exception {
    Path target = Path.of(System.getProperty("mcl.home"), "target");
    try (LocalCluster cluster = LocalCluster.start(target.resolve("spare-test"), 4)) {
      JavaSparkContext spark = cluster.open(cluster.conf("spare test"));
      StageWatch watch = new StageWatch();
      spark.sc().addSparkListener(watch);
      SmallRuns.pictures(folder.resolve("data"));
      Path hold = Files.createFile(folder.resolve("hold"));
      String file = hold.toString();
      try (ChaosRun run = new ChaosRun(config(), spark, watch, (rank, steps) -> await(file))) {
        run.await("the spares are ready", () -> cluster.logged(READY) + watch.practised() == 4);
        Files.delete(hold);
        run.awaitSteps(5);
        Set<Long> before = pids(cluster.executors());
        assertEquals(4, before.size());
        for (String fault : List.of("killed, spares wait", "killed again, a spare waits")) {
          die(run, cluster.executor(watch.executor(1)));
          run.awaitRecovery(fault);
          run.awaitWorkers(2);
          List<ProcessHandle> workers =
              IntStream.range(0, 2)
                  .mapToObj(rank -> cluster.executor(watch.executor(rank)))
                  .toList();
          assertTrue(before.containsAll(pids(workers)), "a worker waited for a new executor");
        }
        run.finish(2);
      }
    }
  }

  /** Keeps a worker before its step while the file is there. */
  private static void await(String file) {
    try {
      while (Files.exists(Path.of(file))) {
        Thread.sleep(50);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("the stage was cancelled", e);
    }
  }

  private static void die(ChaosRun run, ProcessHandle executor) {
    run.faultComes();
    executor.destroyForcibly();
  }

  private static Set<Long> pids(List<ProcessHandle> processes) {
    return processes.stream().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  private PretrainConfig config() {
    return SmallRuns.config(
        folder.resolve("data"),
        folder.resolve("run"),
        "optimizer.epochs=20",
        "ranks.workers=2",
        "knn.every_epochs=0",
        "checkpoint.every_steps=3",
        "collective.backend=tcp",
        "collective.timeout_seconds=8");
  }
}
