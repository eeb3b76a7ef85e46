package mclspark.run;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import mclspark.UserError;
import mclspark.checkpoint.Checkpoint;
import mclspark.checkpoint.CheckpointStore;
import mclspark.checkpoint.Snapshot;
import mclspark.metrics.MetricsEvent;
import mclspark.metrics.MetricsLog;
import mclspark.metrics.SkippedFile;
import mclspark.metrics.TensorBoardLog;
import mclspark.step.DivergedException;
import mclspark.storage.FileEntry;

/**
 * What a run of any job writes while it trains: metrics and checkpoints. Only the first worker
 * writes; on other ranks nothing happens.
 */
public final class RunJournal implements AutoCloseable {

  private final JobConfig config;
  private final WorkerEnvironment site;
  private final MetricsLog log; // null on other ranks
  private final TensorBoardLog board; // null where it is not wanted
  private final StopSignal stop;
  private final CheckpointStore store;
  private final Map<String, String> versions = Versions.all();
  private final long started = System.nanoTime();
  private long lastCheckpoint = started;
  private Checkpoint saved; // null until this worker has saved one

  private RunJournal(
      JobConfig config, WorkerEnvironment site, MetricsLog log, TensorBoardLog board) {
    this.config = config;
    this.site = site;
    this.log = log;
    this.board = board;
    stop = site.stop();
    store = CheckpointStore.open(checkpoints(), site.hadoop(), config.checkpoint().keep());
  }

  /** Goes on with the run's metrics from a position; lines of what will be done again are gone. */
  static RunJournal open(JobConfig config, WorkerEnvironment site, RunPosition position) {
    MetricsLog log =
        site.first()
            ? MetricsLog.resume(
                site.output(), site.hadoop(), position.globalStep(), position.epoch())
            : null;
    TensorBoardLog board =
        site.first() && config.log().tensorboard()
            ? TensorBoardLog.open(site.output(), site.hadoop(), position.globalStep())
            : null;
    return new RunJournal(config, site, log, board);
  }

  /** Whether this is the first worker. */
  public boolean writes() {
    return log != null;
  }

  /** Paths of broken pictures that the metrics tell of already. */
  Set<String> skippedBefore() {
    return log == null ? Set.of() : SkippedFile.told(site.output(), site.hadoop()).keySet();
  }

  public void append(MetricsEvent event) {
    if (log != null) {
      log.append(event);
    }
    if (board != null) {
      board.append(MetricsLog.tree(event));
    }
  }

  /** Whether the run was asked to stop; only the first worker hears of it. */
  boolean stops() {
    return log != null && stop.wantsEnd();
  }

  /**
   * Whether the steps or the time between checkpoints within an epoch are over, on the first
   * worker.
   */
  boolean wantsCheckpoint(long globalStep) {
    int steps = config.checkpoint().everySteps();
    Duration interval = Duration.ofMinutes(config.checkpoint().everyMinutes());
    Duration since = Duration.ofNanos(System.nanoTime() - lastCheckpoint);
    boolean late = !interval.isZero() && since.compareTo(interval) >= 0;
    return log != null && (late || (steps > 0 && globalStep % steps == 0));
  }

  /**
   * Saves a checkpoint and tells so, unless the run stops where it has saved one already.
   *
   * @param stopping whether this is the run's last one
   */
  void checkpoint(RunPosition position, boolean stopping, Supplier<Snapshot> snapshot) {
    if (log == null) {
      return;
    }
    if (!stopping || saved == null || stepsDone(saved) != position.globalStep()) {
      save(position, snapshot);
    }
  }

  private static long stepsDone(Checkpoint checkpoint) {
    return checkpoint.manifest().progress().globalStep();
  }

  private void save(RunPosition position, Supplier<Snapshot> snapshot) {
    long start = System.nanoTime();
    Snapshot complete = snapshot.get(); // waits for the device
    site.workers().check();
    saved = store.save(complete);
    lastCheckpoint = System.nanoTime();
    long bytes = saved.manifest().files().values().stream().mapToLong(FileEntry::bytes).sum();
    log.append(
        new MetricsEvent.Checkpoint(
            position.globalStep(),
            position.stepInEpoch() == 0 ? position.epoch() - 1 : position.epoch(),
            saved.path().toString(),
            bytes,
            (lastCheckpoint - start) / 1e9));
  }

  /**
   * The error of a run that diverged, for all workers. A sum that was broken off by another
   * worker's end leaves anything behind: then that is the reason.
   *
   * @param what a NaN or an infinity, in words
   * @param cause null where the parameters themselves were looked at
   * @throws mclspark.collective.RankFailedException if another worker has failed
   */
  UserError diverged(RunPosition position, String what, DivergedException cause) {
    site.workers().check();
    return new UserError(
        ("Step %d (epoch %d): %s. The run stops and keeps its last good checkpoint in %s; lower"
                + " optimizer.lr, or go on from an earlier checkpoint.")
            .formatted(position.globalStep(), position.epoch(), what, checkpoints()),
        cause);
  }

  /** The folder of the checkpoints. */
  private String checkpoints() {
    return site.output() + "/checkpoints";
  }

  /** Versions of what runs. */
  Map<String, String> versions() {
    return versions;
  }

  /** Seconds since this worker started. */
  public double seconds() {
    return (System.nanoTime() - started) / 1e9;
  }

  @Override
  public void close() {
    try (board;
        log) {
      // Both are closed whatever happens to one of them; what is null needs no closing.
    }
  }
}
