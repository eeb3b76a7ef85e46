package mclspark.linear;

import java.util.List;
import mclspark.metrics.Averages;
import mclspark.metrics.MetricsEvent;
import mclspark.run.RunPosition;
import mclspark.run.StepMeter;

/** The lines of the metrics that only linear classification and fine-tuning have. */
final class LinearLines {

  private LinearLines() {}

  /** Steps; their numbers are loss and top-1, means over the encoders. */
  static MetricsEvent step(StepMeter.Span steps) {
    Averages averages = steps.averages();
    double[] mean = averages.mean();
    return new MetricsEvent.LinearStep(
        steps.epoch(),
        steps.stepsDone() - 1,
        averages.images(),
        averages.seconds(),
        steps.learningRate(),
        mean[0],
        100 * mean[1],
        averages.speed());
  }

  /** The last epoch of a classifier, trained and tested. */
  static MetricsEvent test(LinearClassifier classifier, RunPosition position, double learningRate) {
    List<LinearScore> history = classifier.history();
    LinearScore score = history.get(position.epoch());
    return new MetricsEvent.Linear(
        classifier.name(),
        position.epoch(),
        position.globalStep(),
        learningRate,
        score.trainLoss(),
        score.trainTop1(),
        score.loss(),
        score.top1(),
        score.top5(),
        score.images(),
        history.get(LinearClassifier.best(history)).top1());
  }

  /** The last epoch of a network that is fine-tuned on so many pictures. */
  static MetricsEvent finetuned(
      LinearClassifier classifier,
      RunPosition position,
      double learningRate,
      double headRate,
      int labels) {
    List<LinearScore> history = classifier.history();
    LinearScore score = history.get(position.epoch());
    return new MetricsEvent.Finetune(
        classifier.name(),
        position.epoch(),
        position.globalStep(),
        learningRate,
        headRate,
        labels,
        score.trainLoss(),
        score.trainTop1(),
        score.loss(),
        score.top1(),
        score.top5(),
        score.images(),
        history.get(LinearClassifier.best(history)).top1());
  }
}
