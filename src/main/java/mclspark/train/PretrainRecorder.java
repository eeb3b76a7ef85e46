package mclspark.train;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import mclspark.config.RunConfig;
import mclspark.data.CropBatch;
import mclspark.data.EpochSampler;
import mclspark.data.PictureSource;
import mclspark.loss.StepLosses;

/**
 * What a run tells and leaves behind: metrics, checkpoints, example pictures. Only rank 0 writes;
 * the others' recorders only keep time.
 */
final class PretrainRecorder implements AutoCloseable {

  private static final String CHECKPOINTS = "/checkpoints";

  private final RunConfig config;
  private final boolean writes;
  private final MetricsLog log;
  private final CheckpointStore store;
  private final RunExamples examples;
  private final Map<String, String> versions = Versions.all();
  private final TrainingWatch watch;
  private final long started = System.nanoTime();
  private long lastCheckpoint = started;
  private double learningRate;
  private Averages window = new Averages();
  private Averages epoch = new Averages();
  private long stepStart;
  private long dataBefore;
  private long communicationBefore;

  private PretrainRecorder(RunConfig config, WorkerSite site, MetricsLog log) {
    this.config = config;
    this.writes = site.first();
    this.log = log;
    store =
        CheckpointStore.open(
            config.output() + CHECKPOINTS, site.hadoop(), config.checkpoint().keep());
    examples = new RunExamples(config.output(), site.hadoop());
    watch = new TrainingWatch(config.model().peers(), config.moco().queueSize());
  }

  static PretrainRecorder open(
      RunConfig config,
      WorkerSite site,
      PretrainState state,
      String engine,
      PictureSource train,
      EpochSampler sampler) {
    if (!site.first()) {
      return new PretrainRecorder(config, site, null);
    }
    if (state.globalStep() > 0) {
      MetricsLog log = MetricsLog.resume(config.output(), site.hadoop(), state.globalStep());
      return new PretrainRecorder(config, site, log);
    }
    MetricsLog log = MetricsLog.create(config.output(), site.hadoop());
    log.append(
        new MetricsEvent.Run(
            Instant.now(),
            config.name(),
            "pretrain",
            config.tree(),
            Versions.all(),
            engine + ", workers as " + site.workers().description(),
            train.classNames().size(),
            state.parameters(),
            config.model().peers(),
            config.optimizer().epochs(),
            sampler.stepsPerEpoch(),
            config.ranks().logical(),
            site.workers().size()));
    return new PretrainRecorder(config, site, log);
  }

  String checkpoints() {
    return config.output() + CHECKPOINTS;
  }

  void startEpoch(int number, double rate) {
    learningRate = rate;
    epoch = new Averages();
    window = new Averages();
  }

  void startStep(long dataNanos, long communicationNanos) {
    stepStart = System.nanoTime();
    dataBefore = dataNanos;
    communicationBefore = communicationNanos;
  }

  void endStep(
      PretrainState state, List<StepLosses> losses, long dataNanos, long communicationNanos) {
    if (!writes) {
      return;
    }
    int rows = config.optimizer().batchSize();
    for (Averages averages : List.of(window, epoch)) {
      averages.add(
          losses,
          rows,
          System.nanoTime() - stepStart,
          dataNanos - dataBefore,
          communicationNanos - communicationBefore);
    }
    if (state.globalStep() % config.log().everySteps() == 0 || state.globalStep() == 1) {
      logWindow(state, state.epoch());
    }
  }

  private void logWindow(PretrainState state, int number) {
    log.append(
        new MetricsEvent.Step(
            number,
            state.globalStep() - 1,
            state.imagesSeen(),
            seconds(),
            learningRate,
            window.losses(),
            window.retrieval(),
            window.speed()));
    window = new Averages();
  }

  void endEpoch(PretrainState state) {
    if (!writes || epoch.isEmpty()) {
      return;
    }
    if (!window.isEmpty()) {
      logWindow(state, state.epoch() - 1); // the steps since the last line, so that none is missing
    }
    log.append(
        new MetricsEvent.Epoch(
            state.epoch() - 1,
            state.globalStep(),
            state.imagesSeen(),
            epoch.seconds(),
            learningRate,
            epoch.losses(),
            epoch.retrieval(),
            epoch.speed()));
    for (String warning :
        watch.warnings(state.epoch() - 1, epoch.mean().vcl(), state.trainer().keySpread())) {
      log.append(new MetricsEvent.Warning(state.globalStep() - 1, warning));
    }
  }

  /** Whether the steps or the time between checkpoints within an epoch are over. */
  boolean wantsCheckpoint(long globalStep) {
    int steps = config.checkpoint().everySteps();
    Duration interval = Duration.ofMinutes(config.checkpoint().everyMinutes());
    boolean late = !interval.isZero() && System.nanoTime() - lastCheckpoint >= interval.toNanos();
    return writes && (late || (steps > 0 && globalStep % steps == 0));
  }

  void checkpoint(PretrainState state, long skipped) {
    if (!writes) {
      return;
    }
    long start = System.nanoTime();
    Checkpoint saved = store.save(state.snapshot(skipped, versions));
    lastCheckpoint = System.nanoTime();
    long bytes = saved.manifest().files().values().stream().mapToLong(FileEntry::bytes).sum();
    log.append(
        new MetricsEvent.Checkpoint(
            state.globalStep(),
            state.epoch(),
            saved.path().toString(),
            bytes,
            (lastCheckpoint - start) / 1e9));
  }

  void knn(int epochsDone, PretrainState state, int peer, KnnEvaluator.Result result) {
    if (writes) {
      log.append(
          new MetricsEvent.Knn(
              epochsDone,
              state.globalStep(),
              Integer.toString(peer),
              config.knn().k(),
              config.knn().temperature(),
              result.percent(),
              result.pictures()));
    }
  }

  void pairs(CropBatch batch) {
    if (writes) {
      examples.writePairs(batch.crops(0), batch.crops(1), config.data().cropSize());
    }
  }

  void neighbours(KnnEvaluator.Result result, PictureSource test, PictureSource train) {
    if (writes) {
      examples.writeNeighbours(result.examples(), test, train);
    }
  }

  void done(PretrainState state) {
    if (writes) {
      log.append(new MetricsEvent.Done(seconds(), state.imagesSeen()));
    }
  }

  private double seconds() {
    return (System.nanoTime() - started) / 1e9;
  }

  @Override
  public void close() {
    if (writes) {
      log.close();
    }
  }
}
