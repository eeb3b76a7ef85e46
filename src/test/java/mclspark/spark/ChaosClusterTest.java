package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mclspark.pretrain.PretrainConfig;
import mclspark.pretrain.SmallRuns;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever dies, the run ends in the checkpoint of an undisturbed run, bit for bit. Two executor
 * JVMs of one core, W = 4. Faults come from outside: signals to processes, at moments that are seen
 * in the run's folder, in Spark's events and in thread dumps.
 */
@Tag("cluster")
@Timeout(180)
class ChaosClusterTest {

  private static final int STEPS = 24;

  @TempDir static Path folder;

  private static LocalCluster cluster;
  private static JavaSparkContext spark;
  private static final StageWatch WATCH = new StageWatch();
  private static Map<String, ?> undisturbed;

  @BeforeAll
  static void startCluster() throws Exception {
    Path target = Path.of(System.getProperty("mcl.home"), "target");
    cluster = LocalCluster.start(target.resolve("chaos-test"), 2);
    SparkConf conf =
        cluster
            .conf("chaos test")
            // How soon Spark gives a silent executor up.
            .set("spark.network.timeout", "15s")
            .set("spark.network.timeoutInterval", "2s")
            .set("spark.executor.heartbeatInterval", "1s");
    spark = cluster.open(conf);
    spark.sc().addSparkListener(WATCH);
    SmallRuns.pictures(folder.resolve("data"));
    try (ChaosRun run = start("undisturbed", StageRun.Fault.NONE)) {
      run.finish(0);
    }
    undisturbed = files("undisturbed");
  }

  @AfterAll
  static void stopCluster() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  /** 24 steps with a checkpoint every third; deadlines of seconds. */
  private static ChaosRun start(String name, StageRun.Fault fault, String... overrides) {
    List<String> all = new ArrayList<>();
    all.add("optimizer.epochs=4");
    all.add("ranks.workers=2");
    all.add("knn.every_epochs=0");
    all.add("checkpoint.every_steps=3");
    all.add("collective.backend=tcp");
    all.add("collective.timeout_seconds=8");
    all.add("collective.progress_timeout_seconds=30");
    all.add("collective.setup_timeout_seconds=20");
    all.addAll(List.of(overrides));
    Path output = folder.resolve(name);
    PretrainConfig config =
        SmallRuns.config(folder.resolve("data"), output, all.toArray(String[]::new));
    return new ChaosRun(config, spark, WATCH, fault);
  }

  private static Map<String, ?> files(String name) {
    return SmallRuns.newest(folder.resolve(name)).manifest().files();
  }

  private static void assertSameBits(String name) {
    assertEquals(undisturbed, files(name));
    assertEquals(STEPS, SmallRuns.newest(folder.resolve(name)).manifest().progress().globalStep());
  }

  private static ProcessHandle executor(int rank) {
    return cluster.executor(WATCH.executor(rank));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "shared-memory"})
  void executorKilledInTheMiddleOfAStep(String backend) throws Exception {
    String name = "step-" + backend;
    try (ChaosRun run = start(name, StageRun.Fault.NONE, "collective.backend=" + backend)) {
      run.awaitSteps(8);
      ProcessHandle victim = executor(1);
      run.faultComes();
      victim.destroyForcibly();
      run.awaitRecovery("killed in a step, " + backend);
      run.finish(1);
    }
    assertSameBits(name);
  }

  /** The other worker is frozen until the victim is seen to wait for it. */
  @Test
  void executorKilledDuringAnAllReduce() throws Exception {
    try (ChaosRun run = start("all-reduce", StageRun.Fault.NONE)) {
      run.awaitSteps(5);
      ProcessHandle victim = executor(1);
      ProcessHandle other = executor(0);
      boolean inside = false;
      while (!inside) {
        assertTrue(run.folder().stepsDone() < STEPS, "the run ended before");
        LocalCluster.signal(other, "STOP");
        inside = ThreadDump.isInside(victim, "allReduceSum");
        if (inside) {
          run.faultComes();
          victim.destroyForcibly();
        }
        LocalCluster.signal(other, "CONT");
        Thread.sleep(10); // part of a step
      }
      run.awaitRecovery("killed in an all-reduce");
      run.finish(1);
    }
    assertSameBits("all-reduce");
  }

  /** Again if the checkpoint was complete before the death. */
  @Test
  void executorKilledDuringACheckpoint() throws Exception {
    try (ChaosRun run = start("checkpoint", StageRun.Fault.NONE)) {
      run.awaitSteps(4);
      boolean halfWritten = false;
      while (!halfWritten) {
        ProcessHandle writer = executor(0);
        run.await("a checkpoint is written", run.folder()::writesCheckpoint);
        run.faultComes();
        writer.destroyForcibly();
        writer.onExit().get(10, TimeUnit.SECONDS);
        halfWritten = run.folder().writesCheckpoint();
        run.awaitRecovery("killed in a checkpoint");
      }
      run.finish(1);
    }
    assertSameBits("checkpoint");
  }

  @Test
  void executorKilledDuringSetUp() throws Exception {
    try (ChaosRun run = start("set-up", StageRun.Fault.NONE)) {
      run.awaitWorkers(2);
      assertEquals(0, run.folder().stepsDone());
      ProcessHandle victim = executor(1);
      run.faultComes();
      victim.destroyForcibly();
      run.awaitRecovery("killed in set-up");
      run.finish(1);
    }
    assertSameBits("set-up");
  }

  /** The frozen process never wakes up: Spark has to give it up and start another. */
  @Test
  void executorFrozenUntilItsDeadline() throws Exception {
    try (ChaosRun run = start("frozen", StageRun.Fault.NONE)) {
      run.awaitSteps(8);
      ProcessHandle victim = executor(1);
      run.faultComes();
      LocalCluster.signal(victim, "STOP");
      run.awaitRecovery("frozen (deadline 8 s, Spark's 15 s)");
      run.finish(1);
    }
    assertSameBits("frozen");
  }

  /** The writer of checkpoints wakes up when the others have given it up, Spark not yet. */
  @Test
  void executorFrozenAndAwakeAgain() throws Exception {
    try (ChaosRun run = start("awake", StageRun.Fault.NONE)) {
      run.awaitSteps(8);
      ProcessHandle victim = executor(0);
      run.faultComes();
      LocalCluster.signal(victim, "STOP");
      try {
        run.await("the other gives it up", () -> WATCH.firstFailure() != 0);
      } finally {
        LocalCluster.signal(victim, "CONT");
      }
      run.awaitRecovery("frozen for 8 s, then awake");
      run.finish(1);
    }
    assertSameBits("awake");
  }

  @Test
  void taskThatThrows() throws Exception {
    String bomb = folder.resolve("bomb").toString();
    try (ChaosRun run = start("throws", (rank, steps) -> explode(bomb, rank))) {
      run.awaitSteps(3);
      run.faultComes();
      Files.createFile(Path.of(bomb));
      run.awaitRecovery("task throws");
      run.finish(1);
    }
    assertSameBits("throws");
  }

  /** Throws once, as soon as there is a file. */
  private static void explode(String bomb, int rank) {
    try {
      if (rank == 1 && Files.deleteIfExists(Path.of(bomb))) {
        throw new IllegalStateException("planted");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void twoFailuresInARow() throws Exception {
    try (ChaosRun run = start("two", StageRun.Fault.NONE)) {
      run.awaitSteps(8);
      ProcessHandle first = executor(0);
      run.faultComes();
      first.destroyForcibly();
      run.await("a restart", () -> run.folder().restarts() == 1);
      run.awaitWorkers(2);
      executor(1).destroyForcibly();
      run.await("a second one", () -> run.folder().restarts() == 2);
      run.awaitRecovery("two failures in a row");
      run.finish(2);
    }
    assertSameBits("two");
  }

  /** The daemon that would start another executor is frozen too, and wakes up later. */
  @Test
  void workerLostForGoodAndOneThatComesBack() throws Exception {
    try (ChaosRun run = start("lost", StageRun.Fault.NONE, "restart.slot_wait_seconds=15")) {
      run.awaitSteps(5);
      ProcessHandle victim = executor(1);
      ProcessHandle daemon = victim.parent().orElseThrow();
      LocalCluster.signal(daemon, "STOP");
      try {
        run.faultComes();
        victim.destroyForcibly();
        run.awaitRecovery("lost for good (slot wait 15 s)");
      } finally {
        LocalCluster.signal(daemon, "CONT");
      }
      assertEquals(1, workers(run, 0));
      ProcessHandle alone = executor(0);
      LocalCluster.signal(alone, "STOP"); // or the run may end before the other is back
      try {
        Await.until("the slot is back", Duration.ofSeconds(30), () -> slots() == 2);
        run.faultComes();
      } finally {
        alone.destroyForcibly();
      }
      run.awaitRecovery("one worker killed, both back");
      assertEquals(2, workers(run, 1));
      run.finish(2);
    }
    assertSameBits("lost");
  }

  private static long workers(ChaosRun run, int restart) {
    return run.folder().events("restart").get(restart).path("workers").asLong();
  }

  private static int slots() {
    return spark
        .sc()
        .maxNumConcurrentTasks(spark.sc().resourceProfileManager().defaultResourceProfile());
  }

  @Test
  void strangerAtTheRankPorts() throws Exception {
    try (Stranger stranger = new Stranger(cluster::executors);
        ChaosRun run = start("stranger", StageRun.Fault.NONE)) {
      run.finish(0);
      System.out.printf("chaos | stranger: %d connections%n", stranger.connections());
      assertTrue(stranger.connections() > 0, "no port was found");
    }
    assertSameBits("stranger");
  }
}
