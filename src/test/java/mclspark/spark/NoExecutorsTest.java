package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mclspark.UserError;
import mclspark.dataset.shards.make.Labelling;
import mclspark.dataset.shards.make.PictureFolder;
import mclspark.pretrain.PretrainConfig;
import mclspark.pretrain.SmallRuns;
import mclspark.spark.cluster.ExecutorDeadline;
import mclspark.spark.cluster.Preflight;
import mclspark.spark.cluster.Slots;
import mclspark.spark.cluster.SparkSessions;
import mclspark.spark.cluster.SparkSettings;
import mclspark.spark.prepare.PrepareJob;
import mclspark.spark.prepare.PrepareRequest;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster without any worker: a job that gave it a task would wait for ever. */
@Tag("slow")
@Timeout(120)
final class NoExecutorsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private JavaSparkContext spark;

  @BeforeEach
  void openAnEmptyCluster() {
    TestSpark.session().stop();
    spark =
        JavaSparkContext.fromSparkContext(
            SparkSessions.open(SparkSettings.conf("tests").setMaster("local-cluster[0,1,1024]"))
                .sparkContext());
  }

  @AfterEach
  void close() {
    spark.stop();
  }

  @Test
  void aJobWaitsForSlotsBeforeItDescribesItsData() throws Exception {
    Path output = folder.resolve("run");
    PretrainConfig config = SmallRuns.config(SmallRuns.pictures(folder.resolve("data")), output);
    assertWaitsForSlots(() -> TrainingJob.pretrain(config).run(false));
    assertFalse(Files.exists(output.resolve("data")));
  }

  @Test
  void aPreparationWaitsForASlotBeforeItTouchesItsFolder() throws Exception {
    Path out = folder.resolve("out");
    PictureFolder.write(folder.resolve("pictures"), 2, "ant");
    List<String> data = List.of(folder.resolve("pictures").toString());
    PrepareRequest request =
        new PrepareRequest(
            data,
            out.toString(),
            0,
            90,
            8,
            4,
            2,
            3,
            0,
            false,
            Labelling.BY_FOLDER,
            Optional.empty());
    assertWaitsForSlots(() -> new PrepareJob(request).run());
    try (Stream<Path> left = Files.list(out)) { // the lease made the folder, and is gone
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void aPreparationWithoutASlotIsRefusedAfterTheWait() {
    UserError error =
        assertThrows(UserError.class, () -> Preflight.awaitSlot(spark, Duration.ofSeconds(1)));
    assertEquals(
        "No slot (1 core(s)) is free at "
            + spark.master()
            + " after 1 s: free or add executors (spark.executor.instances, spark.executor.cores,"
            + " spark.cores.max).",
        error.getMessage());
  }

  @Test
  void aJobWhoseExecutorsAreGoneEnds() {
    UserError error =
        assertThrows(
            UserError.class,
            () ->
                ExecutorDeadline.during(
                    spark, Duration.ofSeconds(1), () -> spark.parallelize(List.of(1)).count()));
    assertTrue(error.getMessage().startsWith("There has been no executor at "), error.toString());
  }

  /** The wait itself is two minutes long; that it has begun is enough. */
  private static void assertWaitsForSlots(Callable<String> job) throws Exception {
    FutureTask<String> task = new FutureTask<>(job);
    Thread thread = new Thread(task, "job");
    thread.start();
    Await.until("the job waits for slots", PATIENCE, () -> task.isDone() || waits(thread));
    thread.interrupt();
    ExecutionException end =
        assertThrows(ExecutionException.class, () -> task.get(60, TimeUnit.SECONDS));
    assertEquals(InterruptedException.class, end.getCause().getClass());
  }

  private static boolean waits(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(
            frame ->
                frame.getClassName().equals(Slots.class.getName())
                    && frame.getMethodName().equals("await"));
  }
}
