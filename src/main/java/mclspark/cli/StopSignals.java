package mclspark.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import mclspark.ExitCode;
import mclspark.spark.TrainingJob;
import sun.misc.Signal;

/**
 * SIGTERM, SIGINT (Ctrl-C) and SIGHUP (a terminal that is closed; not under nohup, which Java
 * respects) let a job save a checkpoint and end with exit code 130. A second signal, a job that
 * trains nothing yet, and workers that take too long end it at once, with the same code; the last
 * checkpoint then stands.
 */
final class StopSignals {

  private static final List<String> SIGNALS = List.of("TERM", "INT", "HUP");
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static volatile boolean ours;

  private final TrainingJob job;
  private final Thread main;
  private final AtomicBoolean asked = new AtomicBoolean();

  private StopSignals(TrainingJob job, Thread main) {
    this.job = job;
    this.main = main;
  }

  /** Lets the signals end the program with their exit code, which Java's own would not be. */
  static void endAtOnce() {
    ours = true;
    for (String name : SIGNALS) {
      Signal.handle(new Signal(name), signal -> System.exit(ExitCode.INTERRUPTED.number()));
    }
  }

  /**
   * Takes the signals over, for a job that the calling thread runs; not those of another program
   * that has called us, for which {@link #endAtOnce} was not called.
   */
  static void handle(TrainingJob job) {
    if (!ours) {
      return;
    }
    StopSignals signals = new StopSignals(job, Thread.currentThread());
    for (String name : SIGNALS) {
      Signal.handle(new Signal(name), signal -> signals.stop());
    }
  }

  private void stop() {
    if (asked.compareAndSet(false, true) && jobStops()) {
      System.err.println(
          "Stopping: a checkpoint is saved after the present step, or after a test of classifiers"
              + " if one runs. A second signal ends at once.");
      awaitMain();
    }
    System.exit(ExitCode.INTERRUPTED.number());
  }

  private boolean jobStops() {
    try {
      return job.stop();
    } catch (RuntimeException e) { // whatever it is, the signal must end the program
      System.err.println(e.getMessage());
      return false;
    }
  }

  private void awaitMain() {
    try {
      main.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
