package mclspark.spark.barrier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import mclspark.UserError;
import mclspark.collective.RankFailedException;
import mclspark.spark.TestSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BarrierStageTest {

  // Local workers are threads of this JVM, so they can be watched through static fields.
  private static final AtomicInteger COMPLETED = new AtomicInteger();
  private static final AtomicReference<CountDownLatch> STARTED = new AtomicReference<>();

  @BeforeEach
  void reset() {
    COMPLETED.set(0);
    STARTED.set(new CountDownLatch(2));
  }

  @Test
  void workersExchangeMessagesAndReturnInRankOrder() throws InterruptedException {
    List<List<String>> results =
        BarrierStage.run(
            TestSpark.context(),
            2,
            worker ->
                worker.allGather(
                    "rank %d of %d at %s, attempt %d"
                        .formatted(
                            worker.rank(), worker.size(), worker.host(), worker.stageAttempt())));
    List<String> expected =
        List.of("rank 0 of 2 at 127.0.0.1, attempt 0", "rank 1 of 2 at 127.0.0.1, attempt 0");
    assertEquals(List.of(expected, expected), results);
  }

  /** When Spark's events are late nobody knows why a stage that had started has failed. */
  @Test
  void aStageThatFailedForAnUnknownReasonMayRunAgain() {
    Exception job = new Exception("aborted");
    assertTrue(StageFailedException.forUnknownReason(List.of(), job).mayRunAgain());
    assertFalse(new StageFailedException(Optional.empty(), List.of(), job).mayRunAgain());
  }

  @Test
  void onlyRankZeroNeedsAResult() throws InterruptedException {
    List<String> results =
        BarrierStage.run(TestSpark.context(), 2, worker -> worker.rank() == 0 ? "done" : null);
    assertEquals(Arrays.asList("done", null), results);
    assertNull(results.get(1));
  }

  @Test
  void localWorkersHaveNoGpu() throws InterruptedException {
    List<Boolean> results =
        BarrierStage.run(TestSpark.context(), 2, worker -> worker.gpuAddress().isPresent());
    assertEquals(List.of(false, false), results);
  }

  @Test
  void userErrorOfAWorkerArrivesAsItself() {
    UserError error =
        assertThrows(
            UserError.class,
            () ->
                BarrierStage.run(
                    TestSpark.context(),
                    2,
                    worker -> {
                      if (worker.rank() == 1) {
                        throw new UserError("train.bin is cut off at byte 17; fetch it again.");
                      }
                      return waitUntilKilled(worker);
                    }));
    assertEquals("train.bin is cut off at byte 17; fetch it again.", error.getMessage());
  }

  @Test
  void culpritIsNamedAlthoughItsNeighbourFailsFirst() {
    StageFailedException failure =
        assertThrows(
            StageFailedException.class,
            () ->
                BarrierStage.run(
                    TestSpark.context(),
                    2,
                    worker -> {
                      if (worker.rank() == 0) {
                        throw new RankFailedException(1, "rank 1 closed its connection", null);
                      }
                      Thread.sleep(500);
                      throw new IOException("no space left on device");
                    }));
    assertEquals(
        "worker 1 failed: java.io.IOException: no space left on device", failure.getMessage());
    assertInstanceOf(IOException.class, failure.getCause());
  }

  @Test
  void survivorIsInterruptedAndCompletionActionsRun() throws InterruptedException {
    assertThrows(
        StageFailedException.class,
        () ->
            BarrierStage.run(
                TestSpark.context(),
                2,
                worker -> {
                  worker.onCompletion(COMPLETED::incrementAndGet);
                  worker.allGather("both are here");
                  if (worker.rank() == 0) {
                    throw new IllegalStateException("a bug");
                  }
                  return waitUntilKilled(worker);
                }));
    awaitCompleted(2);
  }

  @Test
  void blockedSurvivorIsWoken() throws InterruptedException {
    assertThrows(
        StageFailedException.class,
        () ->
            BarrierStage.run(
                TestSpark.context(),
                2,
                worker -> {
                  worker.onCompletion(COMPLETED::incrementAndGet);
                  worker.allGather("both are here");
                  if (worker.rank() == 0) {
                    throw new IllegalStateException("a bug");
                  }
                  Thread.sleep(40_000);
                  return "never";
                }));
    awaitCompleted(2);
  }

  @Test
  void interruptedDriverCancelsTheWorkers() throws Exception {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread driver = new Thread(() -> thrown.set(failureOfEndlessStage()), "driver");
    driver.start();
    assertTrue(STARTED.get().await(30, TimeUnit.SECONDS));
    driver.interrupt();
    driver.join(20_000);
    assertInstanceOf(InterruptedException.class, thrown.get());
    awaitCompleted(2);
  }

  @Test
  void cancelledJobIsNotAFailure() throws Exception {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread driver = new Thread(() -> thrown.set(failureOfEndlessStage()), "driver");
    driver.start();
    assertTrue(STARTED.get().await(30, TimeUnit.SECONDS));
    TestSpark.context().cancelAllJobs();
    driver.join(20_000);
    assertInstanceOf(CancellationException.class, thrown.get());
    awaitCompleted(2);
  }

  @Test
  void jobGroupIsGivenBack() throws InterruptedException {
    BarrierStage.run(TestSpark.context(), 1, worker -> "done");
    assertNull(TestSpark.context().getLocalProperty("spark.job.interruptOnCancel"));
    assertFalse(Thread.currentThread().isInterrupted());
  }

  private static Throwable failureOfEndlessStage() {
    try {
      BarrierStage.run(
          TestSpark.context(),
          2,
          worker -> {
            worker.onCompletion(COMPLETED::incrementAndGet);
            STARTED.get().countDown();
            return waitUntilKilled(worker);
          });
      return new AssertionError("the stage ended");
    } catch (InterruptedException | RuntimeException e) {
      return e;
    }
  }

  private static String waitUntilKilled(WorkerContext worker) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    while (System.nanoTime() - deadline < 0) {
      worker.stopIfInterrupted();
      Thread.sleep(5);
    }
    return "never killed";
  }

  private static void awaitCompleted(int workers) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (COMPLETED.get() < workers && System.nanoTime() - deadline < 0) {
      Thread.sleep(10);
    }
    assertEquals(workers, COMPLETED.get());
  }
}
