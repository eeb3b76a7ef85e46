package mclspark.spark.barrier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import mclspark.StorageError;
import mclspark.UserError;
import mclspark.spark.TestSpark;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.scheduler.TaskLocality$;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import scala.Option;

@Timeout(60)
class RestartLoopTest {

  // Stands for the checkpoint folder; static because a worker's task cannot capture it.
  private static final AtomicLong COMMITTED = new AtomicLong();

  @BeforeEach
  void nothingCommitted() {
    COMMITTED.set(RestartLoop.NO_CHECKPOINT);
  }

  @Test
  void failedStageGoesOnFromItsProgress() throws InterruptedException {
    RestartLoop loop = new RestartLoop(0, COMMITTED::get, () -> 7);
    String summary =
        loop.run(RestartLoop.NO_CHECKPOINT, restart -> trainTenSteps(restart, 3).get(0));
    assertEquals("from 9", summary);
  }

  /** Rank 1 fails after every 3 steps; each attempt commits as it goes. */
  private static List<String> trainTenSteps(int restart, int stepsPerAttempt)
      throws InterruptedException {
    return BarrierStage.run(
        TestSpark.context(),
        2,
        worker -> {
          long start = Math.max(0, COMMITTED.get());
          worker.allGather("attempt " + restart);
          for (long step = start + 1; step <= 10; step++) {
            if (worker.rank() == 1 && step > start + stepsPerAttempt) {
              throw new IllegalStateException("lost at step " + step);
            }
            if (worker.rank() == 1) {
              COMMITTED.set(step);
            }
          }
          if (start < 9) {
            Thread.sleep(40_000); // wait for the other to fail
          }
          return "from " + start;
        });
  }

  @Test
  void givesUpAfterFailuresWithoutProgress() {
    AtomicLong attempts = new AtomicLong();
    RestartLoop loop = new RestartLoop(2, () -> 40, () -> 7);
    GaveUpException thrown =
        assertThrows(
            GaveUpException.class,
            () ->
                loop.run(
                    40,
                    restart -> {
                      attempts.incrementAndGet();
                      throw failure("java.io.IOException: no route to host");
                    }));
    assertEquals(3, attempts.get());
    assertEquals(
        "Gave up after 3 failures in a row without a new checkpoint (last one: step 40)."
            + " worker 1 failed: java.io.IOException: no route to host",
        thrown.getMessage());
    assertInstanceOf(StageFailedException.class, thrown.getCause());
  }

  @Test
  void progressResetsTheCount() throws InterruptedException {
    AtomicLong step = new AtomicLong();
    RestartLoop loop = new RestartLoop(1, step::get, () -> 7);
    int restarts =
        loop.run(
            0,
            restart -> {
              if (restart < 9) {
                step.addAndGet(restart % 2); // every second failure is without progress
                throw failure("lost");
              }
              return restart;
            });
    assertEquals(9, restarts);
  }

  @Test
  void userErrorIsNotRestarted() {
    AtomicLong attempts = new AtomicLong();
    UserError thrown =
        assertThrows(
            UserError.class,
            () ->
                new RestartLoop(5, () -> 0, () -> 7)
                    .run(
                        0,
                        restart -> {
                          attempts.incrementAndGet();
                          return BarrierStage.run(
                              TestSpark.context(),
                              2,
                              worker -> {
                                throw new UserError("data.dir is empty; name another folder.");
                              });
                        }));
    assertEquals(1, attempts.get());
    assertEquals("data.dir is empty; name another folder.", thrown.getMessage());
  }

  @Test
  void interruptionIsNotRestarted() {
    AtomicLong attempts = new AtomicLong();
    assertThrows(
        InterruptedException.class,
        () ->
            new RestartLoop(5, () -> 0, () -> 7)
                .run(
                    0,
                    restart -> {
                      attempts.incrementAndGet();
                      throw new InterruptedException("stop");
                    }));
    assertEquals(1, attempts.get());
  }

  @Test
  void stageThatNeverStartedIsNotRestarted() {
    Object notSerializable = new Object();
    StageFailedException thrown =
        assertThrows(
            StageFailedException.class,
            () ->
                new RestartLoop(5, () -> 0, () -> 7)
                    .run(
                        0,
                        restart ->
                            BarrierStage.run(
                                TestSpark.context(), 1, worker -> notSerializable.toString())));
    assertTrue(thrown.getMessage().contains("not serializable"), thrown.getMessage());
  }

  @Test
  void stageThatLackedSlotsIsRestarted() throws InterruptedException {
    RestartLoop loop = new RestartLoop(1, () -> 0, () -> 7);
    int restarts =
        loop.run(
            0,
            restart -> {
              if (restart == 0) {
                Exception late = new LaunchTimeoutException("1 of 2 had a slot", null);
                throw new StageFailedException(Optional.empty(), List.of(), late);
              }
              return restart;
            });
    assertEquals(1, restarts);
  }

  /** The driver's own failure, a worker's, and a look for progress that fails, in this order. */
  @Test
  void failedStorageIsTriedAgain() throws InterruptedException {
    StorageError gone = new StorageError("Cannot write hdfs://nn/run: no datanode.", null);
    AtomicLong looks = new AtomicLong();
    RestartLoop loop =
        new RestartLoop(
            2,
            () -> {
              if (looks.getAndIncrement() == 1) {
                throw gone;
              }
              return 40;
            },
            () -> 7,
            Duration.ofMillis(1));
    int restarts =
        loop.run(
            40,
            restart -> {
              if (restart == 0) {
                throw gone;
              }
              return restart == 1
                  ? BarrierStage.run(TestSpark.context(), 2, RestartLoopTest::failToWrite).get(0)
                  : restart;
            });
    assertEquals(2, restarts);
    assertEquals(2, looks.get());
  }

  private static int failToWrite(WorkerContext worker) {
    throw new StorageError("Cannot write hdfs://nn/run: no datanode.", new IOException("gone"));
  }

  @Test
  void storageThatStaysAwayIsGivenUp() {
    RestartLoop loop = new RestartLoop(1, () -> 40, () -> 7, Duration.ofMillis(1));
    GaveUpException thrown =
        assertThrows(
            GaveUpException.class,
            () ->
                loop.run(
                    40,
                    restart ->
                        BarrierStage.run(TestSpark.context(), 2, RestartLoopTest::failToWrite)));
    assertTrue(
        thrown.getMessage().endsWith("failed: Cannot write hdfs://nn/run: no datanode."),
        thrown.getMessage());
  }

  @Test
  void secondCrashAtTheSameStepIsNotRestarted() {
    AtomicLong attempts = new AtomicLong();
    GaveUpException thrown =
        assertThrows(
            GaveUpException.class,
            () ->
                new RestartLoop(5, () -> 40, () -> 57)
                    .run(
                        40,
                        restart -> {
                          attempts.incrementAndGet();
                          throw crash(134);
                        }));
    assertEquals(2, attempts.get());
    assertEquals(
        "The worker JVM on node7 died twice by a signal at the same step, near step 58 (exit code"
            + " 134, SIGABRT: Java's own end after a crash of native code): see hs_err_pid*.log in"
            + " the working directory of executor 3, or its standard output. What the run has saved"
            + " stands.",
        thrown.getMessage());
  }

  @Test
  void crashesAtOtherStepsAndKillsAreRestarted() throws InterruptedException {
    AtomicLong step = new AtomicLong();
    int restarts =
        new RestartLoop(9, () -> 40, step::incrementAndGet).run(40, RestartLoopTest::threeCrashes);
    assertEquals(3, restarts);
    AtomicLong saved = new AtomicLong();
    assertEquals(
        3,
        new RestartLoop(9, saved::incrementAndGet, () -> 57).run(0, RestartLoopTest::threeCrashes));
    GaveUpException killed =
        assertThrows(
            GaveUpException.class,
            () ->
                new RestartLoop(3, () -> 40, () -> 57)
                    .run(
                        40,
                        restart -> {
                          throw crash(137);
                        }));
    assertTrue(killed.getMessage().startsWith("Gave up after 4 failures"), killed.getMessage());
  }

  private static int threeCrashes(int restart) {
    if (restart < 3) {
      throw crash(139);
    }
    return restart;
  }

  /** The end of an executor as a standalone cluster tells it. */
  private static StageFailedException crash(int exitCode) {
    TaskInfo task = new TaskInfo(1, 0, 0, 0, 0, "3", "node7", TaskLocality$.MODULE$.ANY(), false);
    WorkerFailure own =
        WorkerFailure.of(
            task,
            new ExecutorLostFailure(
                "3", true, Option.apply("Command exited with code " + exitCode)));
    return new StageFailedException(Optional.of(own), List.of(own), new Exception("aborted"));
  }

  @Test
  void aProcessThatLostItsGpuIsGivenTimeToEnd() throws InterruptedException {
    AtomicLong attempts = new AtomicLong();
    RestartLoop loop = new RestartLoop(1, () -> 40, () -> 57, Duration.ofMillis(300));
    long start = System.nanoTime();
    String result =
        loop.run(
            40,
            restart -> {
              if (attempts.incrementAndGet() == 1) {
                throw deadGpu(true);
              }
              return "trained";
            });
    assertEquals("trained", result);
    assertTrue(
        System.nanoTime() - start >= 300_000_000L, "the next attempt meets the same process");
  }

  @Test
  void theDriversOwnProcessWithoutItsGpuGivesUpAtOnce() {
    RestartLoop loop = new RestartLoop(5, () -> 40, () -> 57, Duration.ofMillis(1));
    AtomicLong attempts = new AtomicLong();
    GaveUpException thrown =
        assertThrows(
            GaveUpException.class,
            () ->
                loop.run(
                    40,
                    restart -> {
                      attempts.incrementAndGet();
                      throw deadGpu(false);
                    }));
    assertEquals(1, attempts.get());
    assertEquals(
        "This process has to end; what the run has saved stands, and the same command goes on from"
            + " it. worker 1 failed: GPU 0 failed",
        thrown.getMessage());
  }

  private static StageFailedException deadGpu(boolean processEnds) {
    DeadGpuException cause = new DeadGpuException("GPU 0 failed", null, processEnds);
    WorkerFailure own =
        new WorkerFailure(1, WorkerFailure.Kind.OWN, "GPU 0 failed", Optional.of(cause));
    return new StageFailedException(Optional.of(own), List.of(own), new Exception("aborted"));
  }

  /** The exception travels from the worker, through Spark, with all that the loop asks it. */
  @Test
  void aWorkersDeadGpuArrivesAtTheLoop() {
    RestartLoop loop = new RestartLoop(5, () -> 40, () -> 57, Duration.ofMillis(1));
    GaveUpException thrown =
        assertThrows(
            GaveUpException.class,
            () ->
                loop.run(
                    40,
                    restart -> BarrierStage.run(TestSpark.context(), 2, RestartLoopTest::loseGpu)));
    assertTrue(thrown.getMessage().endsWith("worker 1 failed: GPU 0 failed"), thrown.getMessage());
  }

  private static String loseGpu(WorkerContext worker) throws InterruptedException {
    worker.allGather("here");
    if (worker.rank() == 1) {
      throw new DeadGpuException("GPU 0 failed", new IllegalStateException("assert"), false);
    }
    Thread.sleep(40_000);
    return "";
  }

  private static StageFailedException failure(String reason) {
    WorkerFailure own = new WorkerFailure(1, WorkerFailure.Kind.OWN, reason, Optional.empty());
    return new StageFailedException(Optional.of(own), List.of(own), new Exception("aborted"));
  }
}
