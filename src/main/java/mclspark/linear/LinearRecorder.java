package mclspark.linear;

import java.time.Instant;
import java.util.List;
import mclspark.config.LinearConfig;
import mclspark.metrics.Averages;
import mclspark.metrics.MetricsEvent;
import mclspark.metrics.StepAverages;
import mclspark.run.RunJournal;
import mclspark.run.RunPosition;

/** What linear classification tells of itself in the metrics; only rank 0 writes. */
final class LinearRecorder {

  private final LinearConfig config;
  private final RunJournal journal;
  private double learningRate;
  private final StepAverages steps = new StepAverages();

  LinearRecorder(LinearConfig config, RunJournal journal) {
    this.config = config;
    this.journal = journal;
  }

  /** Writes what runs, again when it goes on from a checkpoint. */
  void run(LinearState state, String engine, int classes, long stepsPerEpoch, int workers) {
    journal.append(
        new MetricsEvent.Run(
            Instant.now(),
            config.name(),
            "linear",
            config.tree(),
            journal.versions(),
            engine,
            classes,
            state.classifiers().stream().mapToLong(LinearClassifier::parameters).sum(),
            state.classifiers().size(),
            config.optimizer().epochs(),
            stepsPerEpoch,
            config.ranks().logical(),
            workers));
  }

  void startEpoch(double rate) {
    learningRate = rate;
    steps.startEpoch();
  }

  void startStep(long dataNanos, long communicationNanos) {
    steps.startStep(dataNanos, communicationNanos);
  }

  /**
   * Notes a step of {@code rows} pictures.
   *
   * @param mean over the encoders
   */
  void endStep(
      RunPosition position,
      LinearTrainer.Step mean,
      int rows,
      long dataNanos,
      long communicationNanos) {
    if (!journal.writes()) {
      return;
    }
    steps.endStep(
        List.of(new double[] {mean.loss(), mean.top1()}), rows, dataNanos, communicationNanos);
    long done = position.globalStep();
    if (done % config.log().everySteps() == 0 || done == 1) {
      logWindow(position);
    }
  }

  /** Tells of the steps since the last line, so that none is missing. */
  void logSteps(RunPosition position) {
    if (steps.hasWindow()) {
      logWindow(position);
    }
  }

  private void logWindow(RunPosition position) {
    Averages window = steps.takeWindow();
    double[] mean = window.mean();
    journal.append(
        new MetricsEvent.LinearStep(
            position.epoch(),
            position.globalStep() - 1,
            window.images(),
            window.seconds(),
            learningRate,
            mean[0],
            100 * mean[1],
            window.speed()));
  }

  /** Writes the scores of the epoch that has just ended. */
  void epoch(LinearState state) {
    int epoch = state.position().epoch() - 1;
    for (LinearClassifier classifier : state.classifiers()) {
      List<LinearScore> history = classifier.history();
      LinearScore score = history.get(epoch);
      journal.append(
          new MetricsEvent.Linear(
              classifier.name(),
              epoch,
              state.position().globalStep(),
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

  /** Writes the final counts and the last line. */
  void done(LinearState state, List<LinearResult.Peer> peers, List<String> classes) {
    for (LinearResult.Peer peer : peers) {
      if (!peer.confusion().isEmpty()) {
        journal.append(new MetricsEvent.Confusion(peer.name(), classes, peer.confusion()));
      }
    }
    journal.append(new MetricsEvent.Done(journal.seconds(), state.position().imagesSeen()));
  }
}
