package mclspark.train;

import java.time.Instant;
import java.util.List;
import mclspark.config.LinearConfig;

/** What linear classification tells of itself in the metrics; only rank 0 writes. */
record LinearRecorder(LinearConfig config, RunJournal journal) {

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

  /** Writes the scores of the epoch that has just ended. */
  void epoch(LinearState state, double learningRate) {
    int epoch = state.position().epoch() - 1;
    for (LinearClassifier classifier : state.classifiers()) {
      List<LinearScore> history = classifier.history();
      LinearScore score = history.get(epoch);
      journal.append(
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

  /** Writes the final counts and the last line. */
  void done(LinearState state, List<LinearResult.Peer> peers, List<String> classes) {
    for (LinearResult.Peer peer : peers) {
      journal.append(new MetricsEvent.Confusion(peer.name(), classes, peer.confusion()));
    }
    journal.append(new MetricsEvent.Done(journal.seconds(), state.position().imagesSeen()));
  }
}
