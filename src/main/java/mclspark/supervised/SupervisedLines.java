package mclspark.supervised;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mclspark.metrics.Averages;
import mclspark.metrics.MetricsEvent;
import mclspark.run.RunPosition;
import mclspark.run.StepMeter;

/** The lines of the metrics that only supervised training has. */
final class SupervisedLines {

  private SupervisedLines() {}

  static MetricsEvent step(StepMeter.Span steps) {
    Averages averages = steps.averages();
    return new MetricsEvent.TrainStep(
        steps.epoch(),
        steps.stepsDone() - 1,
        averages.images(),
        averages.seconds(),
        steps.learningRate(),
        losses(averages),
        accuracy(averages),
        ensemble(averages),
        averages.speed());
  }

  /** The training of an epoch, before it is tested. */
  static MetricsEvent epoch(StepMeter.Span steps) {
    Averages averages = steps.averages();
    return new MetricsEvent.TrainEpoch(
        steps.epoch(),
        steps.stepsDone(),
        averages.images(),
        averages.seconds(),
        steps.learningRate(),
        losses(averages),
        accuracy(averages),
        ensemble(averages),
        averages.speed());
  }

  /** An epoch's test. */
  static MetricsEvent evaluation(RunPosition position, PeerScore score) {
    return new MetricsEvent.Evaluation(
        position.epoch(),
        position.globalStep(),
        score.peerTop1(),
        score.ensembleTop1(),
        score.peerTop5(),
        score.ensembleTop5(),
        score.loss(),
        score.images());
  }

  /** The last line. */
  static MetricsEvent done(double seconds, long images, List<PeerScore> history) {
    int best = PeerScore.bestEpoch(history);
    int last = history.size() - 1;
    return new MetricsEvent.TrainDone(seconds, images, score(history, best), score(history, last));
  }

  private static MetricsEvent.EpochScore score(List<PeerScore> history, int number) {
    PeerScore score = history.get(number);
    return new MetricsEvent.EpochScore(number, score.peerTop1(), score.ensembleTop1());
  }

  private static MetricsEvent.PeerTerms losses(Averages averages) {
    SupervisedLosses mean = SupervisedLosses.of(averages.mean());
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
    double[] hits = SupervisedLosses.of(averages.mean()).hits();
    List<Double> percent = new ArrayList<>();
    Arrays.stream(hits, 0, hits.length - 1).forEach(share -> percent.add(100 * share));
    return percent;
  }

  /** Of the ensemble, in percent. */
  private static double ensemble(Averages averages) {
    double[] hits = SupervisedLosses.of(averages.mean()).hits();
    return 100 * hits[hits.length - 1];
  }
}
