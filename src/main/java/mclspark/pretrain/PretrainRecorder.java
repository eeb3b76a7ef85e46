package mclspark.pretrain;

import java.time.Instant;
import java.util.List;
import mclspark.config.RunConfig;
import mclspark.dataset.PictureSource;
import mclspark.loss.StepLosses;
import mclspark.metrics.Averages;
import mclspark.metrics.MetricsEvent;
import mclspark.metrics.StepAverages;
import mclspark.pipeline.CropBatch;
import mclspark.run.RunJournal;
import mclspark.run.RunPosition;
import mclspark.run.WorkerSite;

/** What pre-training tells of itself in metrics and example pictures; only rank 0 writes. */
final class PretrainRecorder {

  private final RunConfig config;
  private final RunJournal journal;
  private final RunExamples examples;
  private final TrainingWatch watch;
  private double learningRate;
  private final StepAverages steps = new StepAverages();

  PretrainRecorder(RunConfig config, WorkerSite site, RunJournal journal) {
    this.config = config;
    this.journal = journal;
    examples = new RunExamples(site.output(), site.hadoop());
    watch = new TrainingWatch(config.model().peers(), config.moco().queueSize());
  }

  /** Writes what runs, again when it goes on from a checkpoint. */
  void run(String engine, int classes, long parameters, long stepsPerEpoch, int workers) {
    journal.append(
        new MetricsEvent.Run(
            Instant.now(),
            config.name(),
            "pretrain",
            config.tree(),
            journal.versions(),
            engine,
            classes,
            parameters,
            config.model().peers(),
            config.optimizer().epochs(),
            stepsPerEpoch,
            config.ranks().logical(),
            workers));
  }

  void startEpoch(int number, double rate) {
    learningRate = rate;
    steps.startEpoch();
  }

  void startStep(long dataNanos, long communicationNanos) {
    steps.startStep(dataNanos, communicationNanos);
  }

  void endStep(
      RunPosition position, List<StepLosses> losses, long dataNanos, long communicationNanos) {
    if (!journal.writes()) {
      return;
    }
    steps.endStep(
        losses.stream().map(StepLosses::toArray).toList(),
        config.optimizer().batchSize(),
        dataNanos,
        communicationNanos);
    long done = position.globalStep();
    if (done % config.log().everySteps() == 0 || done == 1) {
      logWindow(done, position.epoch());
    }
  }

  private void logWindow(long stepsDone, int number) {
    Averages window = steps.takeWindow();
    journal.append(
        new MetricsEvent.Step(
            number,
            stepsDone - 1,
            window.images(),
            window.seconds(),
            learningRate,
            losses(window),
            retrieval(window),
            window.speed()));
  }

  /** Tells of the epoch that has just ended. */
  void endEpoch(RunPosition position, double keySpread) {
    if (!journal.writes() || steps.epoch().isEmpty()) {
      return;
    }
    int number = position.epoch() - 1;
    long done = position.globalStep();
    if (steps.hasWindow()) {
      logWindow(done, number); // the steps since the last line, so that none is missing
    }
    Averages epoch = steps.epoch();
    journal.append(
        new MetricsEvent.Epoch(
            number,
            done,
            epoch.images(),
            epoch.seconds(),
            learningRate,
            losses(epoch),
            retrieval(epoch),
            epoch.speed()));
    for (String warning : watch.warnings(number, StepLosses.of(epoch.mean()).vcl(), keySpread)) {
      journal.append(new MetricsEvent.Warning(done - 1, warning));
    }
  }

  /** Tells of the steps since the last line, so that a resume from here misses none. */
  void beforeCheckpoint(RunPosition position) {
    if (steps.hasWindow()) {
      logWindow(position.globalStep(), position.epoch());
    }
  }

  private static MetricsEvent.Losses losses(Averages averages) {
    StepLosses mean = StepLosses.of(averages.mean());
    return new MetricsEvent.Losses(
        mean.total(), mean.vcl(), mean.icl(), mean.softVcl(), mean.softIcl());
  }

  private static MetricsEvent.Retrieval retrieval(Averages averages) {
    StepLosses mean = StepLosses.of(averages.mean());
    return new MetricsEvent.Retrieval(100 * mean.top1(), 100 * mean.top5());
  }

  void knn(int epochsDone, long stepsDone, int peer, KnnEvaluator.Result result) {
    journal.append(
        new MetricsEvent.Knn(
            epochsDone,
            stepsDone,
            Integer.toString(peer),
            config.knn().k(),
            config.knn().temperature(),
            result.percent(),
            result.pictures()));
  }

  void pairs(CropBatch batch) {
    if (journal.writes()) {
      examples.writePairs(batch.crops(0), batch.crops(1), config.data().cropSize());
    }
  }

  void neighbours(KnnEvaluator.Result result, PictureSource test, PictureSource train) {
    if (journal.writes()) {
      examples.writeNeighbours(result.examples(), test, train);
    }
  }

  void done(RunPosition position) {
    journal.append(new MetricsEvent.Done(journal.seconds(), position.imagesSeen()));
  }
}
