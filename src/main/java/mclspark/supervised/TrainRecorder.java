package mclspark.supervised;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mclspark.config.TrainConfig;
import mclspark.metrics.Averages;
import mclspark.metrics.MetricsEvent;
import mclspark.metrics.StepAverages;
import mclspark.run.RunJournal;
import mclspark.run.RunPosition;

/** What supervised training tells of itself in the metrics; only rank 0 writes. */
final class TrainRecorder {

  private final TrainConfig config;
  private final RunJournal journal;
  private double learningRate;
  private final StepAverages steps = new StepAverages();

  TrainRecorder(TrainConfig config, RunJournal journal) {
    this.config = config;
    this.journal = journal;
  }

  /** Writes what runs, again when it goes on from a checkpoint. */
  void run(String engine, int classes, long parameters, long stepsPerEpoch, int workers) {
    journal.append(
        new MetricsEvent.Run(
            Instant.now(),
            config.name(),
            "train",
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

  void startEpoch(double rate) {
    learningRate = rate;
    steps.startEpoch();
  }

  void startStep(long dataNanos, long communicationNanos) {
    steps.startStep(dataNanos, communicationNanos);
  }

  /** Notes a step of {@code rows} pictures. */
  void endStep(
      RunPosition position,
      List<PeerLosses> losses,
      int rows,
      long dataNanos,
      long communicationNanos) {
    if (!journal.writes()) {
      return;
    }
    steps.endStep(
        losses.stream().map(PeerLosses::toArray).toList(), rows, dataNanos, communicationNanos);
    long done = position.globalStep();
    if (done % config.log().everySteps() == 0 || done == 1) {
      logWindow(position);
    }
  }

  private void logWindow(RunPosition position) {
    Averages window = steps.takeWindow();
    journal.append(
        new MetricsEvent.TrainStep(
            position.epoch(),
            position.globalStep() - 1,
            window.images(),
            window.seconds(),
            learningRate,
            losses(window),
            accuracy(window),
            ensemble(window),
            window.speed()));
  }

  /** Tells of the training of an epoch, before it is tested. */
  void endTraining(RunPosition position) {
    if (!journal.writes() || steps.epoch().isEmpty()) {
      return;
    }
    if (steps.hasWindow()) {
      logWindow(position); // the steps since the last line, so that none is missing
    }
    Averages epoch = steps.epoch();
    journal.append(
        new MetricsEvent.TrainEpoch(
            position.epoch(),
            position.globalStep(),
            epoch.images(),
            epoch.seconds(),
            learningRate,
            losses(epoch),
            accuracy(epoch),
            ensemble(epoch),
            epoch.speed()));
  }

  /** Tells of an epoch's test. */
  void evaluation(RunPosition position, PeerScore score) {
    journal.append(
        new MetricsEvent.Evaluation(
            position.epoch(),
            position.globalStep(),
            score.peerTop1(),
            score.ensembleTop1(),
            score.peerTop5(),
            score.ensembleTop5(),
            score.loss(),
            score.images()));
  }

  /** Writes the last line. */
  void done(RunPosition position, List<PeerScore> history) {
    int best = PeerScore.bestEpoch(history);
    int last = history.size() - 1;
    journal.append(
        new MetricsEvent.TrainDone(
            journal.seconds(), position.imagesSeen(), epoch(history, best), epoch(history, last)));
  }

  private static MetricsEvent.EpochScore epoch(List<PeerScore> history, int number) {
    PeerScore score = history.get(number);
    return new MetricsEvent.EpochScore(number, score.peerTop1(), score.ensembleTop1());
  }

  private static MetricsEvent.PeerTerms losses(Averages averages) {
    PeerLosses mean = PeerLosses.of(averages.mean());
    return new MetricsEvent.PeerTerms(
        mean.total(),
        mean.cls(),
        mean.kd(),
        mean.terms().vcl(),
        mean.terms().icl(),
        mean.terms().softVcl(),
        mean.terms().softIcl());
  }

  /** Of each peer, in percent. */
  private static List<Double> accuracy(Averages averages) {
    double[] hits = PeerLosses.of(averages.mean()).hits();
    List<Double> percent = new ArrayList<>();
    Arrays.stream(hits, 0, hits.length - 1).forEach(share -> percent.add(100 * share));
    return percent;
  }

  /** Of the ensemble, in percent. */
  private static double ensemble(Averages averages) {
    double[] hits = PeerLosses.of(averages.mean()).hits();
    return 100 * hits[hits.length - 1];
  }

  /** Tells of the steps since the last line, so that a resume from here misses none. */
  void beforeCheckpoint(RunPosition position) {
    if (steps.hasWindow()) {
      logWindow(position);
    }
  }
}
