package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import mclspark.pretrain.PretrainConfig;
import org.apache.spark.api.java.JavaSparkContext;

/** A run on a cluster that a test disturbs, and how it gets over it. */
final class ChaosRun implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final RunFolder folder;
  private final StageWatch watch;
  private final Future<Boolean> end;
  private long faultAt;
  private long stepsAtFault;
  private int restartsAtFault;

  /** Starts the run. */
  ChaosRun(PretrainConfig config, JavaSparkContext spark, StageWatch watch, StageRun.Fault fault) {
    this.watch = watch;
    folder = new RunFolder(Path.of(config.output()));
    end =
        thread.submit(
            () -> {
              StageRun.run(config, spark, fault);
              return true;
            });
  }

  RunFolder folder() {
    return folder;
  }

  /** Waits for a condition; fails at once if the run ends before. */
  void await(String what, BooleanSupplier condition) throws Exception {
    Await.until(what, PATIENCE, () -> condition.getAsBoolean() || end.isDone());
    if (!condition.getAsBoolean()) {
      end.get(); // throws if that was the reason
      throw new AssertionError("the run ended before: " + what);
    }
  }

  void awaitSteps(long steps) throws Exception {
    await(steps + " steps", () -> folder.stepsDone() >= steps);
  }

  void awaitWorkers(int workers) throws Exception {
    await(workers + " workers run", () -> watch.running() == workers);
  }

  /** To be called right before the fault; what is measured counts from here. */
  void faultComes() {
    stepsAtFault = folder.stepsDone();
    restartsAtFault = folder.restarts();
    watch.arm();
    faultAt = System.nanoTime();
  }

  /** Waits for the first step after the fault and prints a line of the table. */
  void awaitRecovery(String name) throws Exception {
    await("Spark knows of the fault", () -> watch.firstFailure() != 0);
    double detected = seconds(watch.firstFailure());
    await("a restart", () -> folder.restarts() > restartsAtFault);
    double restarted = seconds(System.nanoTime());
    await("a step after it", () -> folder.stepsAfterRestart(folder.restarts()));
    double next = seconds(System.nanoTime());
    long from = folder.events("restart").get(restartsAtFault).path("step").asLong();
    System.out.printf(
        Locale.ROOT,
        "chaos | %-36s | detected %5.2f s | restart %5.2f s | next step %5.2f s | steps lost %d%n",
        name,
        detected,
        restarted,
        next,
        stepsAtFault - from);
  }

  private double seconds(long until) {
    return (until - faultAt) / 1e9;
  }

  /**
   * Waits for the end of the run.
   *
   * @param restarts how often it must have been restarted; a loaded machine may cause more, but
   *     none where there was no fault
   */
  void finish(int restarts) throws Exception {
    try {
      assertEquals(true, end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      throw new AssertionError("the run failed", e.getCause());
    }
    int seen = folder.restarts();
    assertTrue(restarts == 0 ? seen == 0 : seen >= restarts, folder.events("restart").toString());
  }

  @Override
  public void close() throws InterruptedException {
    thread.shutdownNow();
    if (!thread.awaitTermination(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the run does not end");
    }
  }
}
