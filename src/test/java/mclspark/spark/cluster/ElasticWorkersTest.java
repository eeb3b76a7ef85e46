package mclspark.spark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import mclspark.UserError;
import mclspark.pretrain.PretrainConfig;
import mclspark.pretrain.SmallRuns;
import mclspark.spark.StageRun;
import mclspark.spark.TestSpark;
import mclspark.spark.barrier.BarrierStage;
import mclspark.spark.barrier.GaveUpException;
import mclspark.spark.barrier.StageFailedException;
import mclspark.spark.barrier.WorkerContext;
import mclspark.step.Device;
import mclspark.step.RanksConfig;
import mclspark.tensor.Precision;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The two slots of local[2], of which other work takes one as a lost machine would. */
@Tag("slow")
@Timeout(120)
class ElasticWorkersTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  // Static because a task can't capture them.
  private static JavaSparkContext spark;
  private static CountDownLatch release;

  @TempDir Path folder;

  @BeforeAll
  static void haveSpark() {
    spark = TestSpark.context();
  }

  private static ElasticWorkers elastic(int workers, Duration slotWait) {
    RanksConfig ranks = new RanksConfig(4, workers, 1, Device.CPU, true, Precision.FLOAT32);
    return new ElasticWorkers(ranks, new WorkerRequest(workers, Device.CPU, PATIENCE), slotWait);
  }

  /** A running task in one slot. */
  private static JavaFutureAction<Void> takeOneSlot() {
    release = new CountDownLatch(1);
    return spark.parallelize(List.of(1), 1).foreachAsync(item -> release.await());
  }

  private static void awaitFree(Slots slots, int number) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (slots.free() != number) {
      assertTrue(System.nanoTime() - deadline < 0, slots.free() + " slots are free");
      Thread.sleep(20);
    }
  }

  @Test
  void goesOnWithFewerAndGrowsAgain() throws Exception {
    try (Slots slots = Slots.of(spark)) {
      ElasticWorkers elastic = elastic(2, Duration.ofMillis(500));
      assertEquals(2, elastic.first(slots, false));
      JavaFutureAction<Void> work = takeOneSlot();
      awaitFree(slots, 1);
      assertEquals(1, elastic.again(slots));
      release.countDown();
      work.get();
      assertEquals(2, elastic(2, PATIENCE).again(slots));
    }
  }

  @Test
  void aRestartWithoutAnySlotIsGivenUp() throws Exception {
    RanksConfig ranks = new RanksConfig(4, 2, 1, Device.CPU, true, Precision.FLOAT32);
    WorkerRequest two = new WorkerRequest(2, Device.CPU, Duration.ofMillis(300));
    ElasticWorkers elastic = new ElasticWorkers(ranks, two, Duration.ZERO);
    try (Slots slots = Slots.of(spark)) {
      release = new CountDownLatch(1);
      JavaFutureAction<Void> work =
          spark.parallelize(List.of(1, 2), 2).foreachAsync(item -> release.await());
      awaitFree(slots, 0);
      try {
        GaveUpException end = assertThrows(GaveUpException.class, () -> elastic.again(slots));
        assertTrue(end.getMessage().startsWith("The cluster is lost;"), end.getMessage());
      } finally {
        release.countDown();
        work.get();
      }
    }
  }

  @Test
  void theFirstAttemptNeedsAllSlots() {
    RanksConfig ranks = new RanksConfig(4, 4, 1, Device.CPU, true, Precision.FLOAT32);
    WorkerRequest four = new WorkerRequest(4, Device.CPU, Duration.ofMillis(300));
    ElasticWorkers elastic = new ElasticWorkers(ranks, four, Duration.ZERO);
    try (Slots slots = Slots.of(spark)) {
      assertThrows(UserError.class, () -> elastic.first(slots, false));
    }
  }

  @Test
  void theFirstAttemptOfARunThatGoesOnTakesWhatIsThere() throws InterruptedException {
    RanksConfig ranks = new RanksConfig(4, 4, 1, Device.CPU, true, Precision.FLOAT32);
    WorkerRequest four = new WorkerRequest(4, Device.CPU, Duration.ofMillis(300));
    try (Slots slots = Slots.of(spark)) {
      assertEquals(2, new ElasticWorkers(ranks, four, Duration.ZERO).first(slots, true));
    }
  }

  @Test
  void fewerSlotsThanWorkersRoundDownToWhatKeepsTheBits() throws InterruptedException {
    try (Slots slots = Slots.of(spark)) {
      assertEquals(2, elastic(4, Duration.ZERO).again(slots));
    }
  }

  @Test
  void stageWhoseSlotIsLostBeforeTheStartFailsInTime() throws Exception {
    JavaFutureAction<Void> work;
    try (Slots slots = Slots.of(spark)) {
      work = takeOneSlot();
      awaitFree(slots, 1);
    }
    try {
      StageFailedException thrown =
          assertThrows(
              StageFailedException.class,
              () -> BarrierStage.run(spark, 2, Duration.ofSeconds(1), WorkerContext::rank));
      assertTrue(thrown.getMessage().contains("0 of 2 had a slot after 1 s"), thrown.getMessage());
      assertTrue(thrown.mayRunAgain());
    } finally {
      release.countDown();
      work.get();
    }
  }

  /** Two workers up to a failure, one after it, the bits of an undisturbed run. */
  @Test
  void runGoesOnWithOneWorkerToTheSameBits() throws Exception {
    Path data = SmallRuns.pictures(folder.resolve("data"));
    Path output = folder.resolve("run");
    PretrainConfig config =
        SmallRuns.config(
            data,
            output,
            "ranks.workers=2",
            "checkpoint.every_steps=2",
            "restart.slot_wait_seconds=1",
            "knn.every_epochs=0");
    StageRun.run(config, spark, ElasticWorkersTest::loseItsSlot);
    release.countDown();
    PretrainConfig alone = SmallRuns.config(data, folder.resolve("alone"));
    SmallRuns.run(alone, "", () -> {});
    assertEquals(
        SmallRuns.newest(folder.resolve("alone")).manifest().files(),
        SmallRuns.newest(output).manifest().files());
    List<String> restarts =
        Files.readAllLines(output.resolve("metrics.jsonl")).stream()
            .filter(line -> line.contains("\"kind\":\"restart\""))
            .toList();
    assertEquals(1, restarts.size(), restarts.toString());
    assertTrue(restarts.get(0).contains("\"step\":4,\"workers\":1,"), restarts.toString());
  }

  /** Work that waits for a slot already takes the one that this worker gives up. */
  private static void loseItsSlot(int rank, int steps) {
    if (rank == 1 && steps == 5) {
      takeOneSlot();
      throw new IllegalStateException("lost at step 5");
    }
  }
}
