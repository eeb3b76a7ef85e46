package mclspark.train;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import mclspark.config.LinearConfig;

/** What linear classification tells and leaves behind. Only rank 0 writes. */
final class LinearRecorder implements AutoCloseable {

  private final LinearConfig config;
  private final MetricsLog log; // null on other ranks
  private final CheckpointStore store;
  private final Map<String, String> versions = Versions.all();
  private final long started = System.nanoTime();
  private long lastCheckpoint = started;

  private LinearRecorder(LinearConfig config, WorkerSite site, MetricsLog log) {
    this.config = config;
    this.log = log;
    store = CheckpointStore.open(checkpoints(), site.hadoop(), config.checkpoint().keep());
  }

  static LinearRecorder open(LinearConfig config, WorkerSite site, LinearState state) {
    if (!site.first()) {
      return new LinearRecorder(config, site, null);
    }
    MetricsLog log =
        state.globalStep() > 0
            ? MetricsLog.resumeLinear(
                config.output(), site.hadoop(), state.globalStep(), state.epoch())
            : MetricsLog.create(config.output(), site.hadoop());
    return new LinearRecorder(config, site, log);
  }

  String checkpoints() {
    return config.output() + "/checkpoints";
  }

  /** Writes what runs, again when it goes on from a checkpoint. */
  void run(LinearState state, String engine, int classes, long stepsPerEpoch, int workers) {
    if (log == null) {
      return;
    }
    log.append(
        new MetricsEvent.Run(
            Instant.now(),
            config.name(),
            "linear",
            config.tree(),
            versions,
            engine,
            classes,
            state.classifiers().stream().mapToLong(LinearClassifier::parameters).sum(),
            state.classifiers().size(),
            config.optimizer().epochs(),
            stepsPerEpoch,
            config.ranks().logical(),
            workers));
  }

  /** Writes the scores of the epoch that has just ended. */
  void epoch(LinearState state, double learningRate) {
    if (log == null) {
      return;
    }
    int epoch = state.epoch() - 1;
    for (LinearClassifier classifier : state.classifiers()) {
      List<LinearScore> history = classifier.history();
      LinearScore score = history.get(epoch);
      log.append(
          new MetricsEvent.Linear(
              classifier.name(),
              epoch,
              learningRate,
              score.trainLoss(),
              score.trainTop1(),
              score.loss(),
              score.top1(),
              score.top5(),
              score.images(),
              history.get(LinearClassifier.best(history)).top1()));
    }
  }

  /** Whether the steps or the time between checkpoints within an epoch are over. */
  boolean wantsCheckpoint(long globalStep) {
    int steps = config.checkpoint().everySteps();
    Duration interval = Duration.ofMinutes(config.checkpoint().everyMinutes());
    boolean late = !interval.isZero() && System.nanoTime() - lastCheckpoint >= interval.toNanos();
    return log != null && (late || (steps > 0 && globalStep % steps == 0));
  }

  void checkpoint(LinearState state, long skipped) {
    if (log == null) {
      return;
    }
    long start = System.nanoTime();
    Checkpoint saved = store.save(state.snapshot(skipped, versions));
    lastCheckpoint = System.nanoTime();
    long bytes = saved.manifest().files().values().stream().mapToLong(FileEntry::bytes).sum();
    double seconds = (lastCheckpoint - start) / 1e9;
    log.append(
        new MetricsEvent.Checkpoint(
            state.globalStep(), state.epoch(), saved.path().toString(), bytes, seconds));
  }

  /** Writes the final counts and the last line. */
  void done(LinearState state, List<LinearResult.Peer> peers, List<String> classes) {
    if (log == null) {
      return;
    }
    for (LinearResult.Peer peer : peers) {
      log.append(new MetricsEvent.Confusion(peer.name(), classes, peer.confusion()));
    }
    log.append(new MetricsEvent.Done((System.nanoTime() - started) / 1e9, state.imagesSeen()));
  }

  @Override
  public void close() {
    if (log != null) {
      log.close();
    }
  }
}
