package mclspark.pretrain;

import java.util.ArrayList;
import java.util.List;
import mclspark.loss.MocoLosses;
import mclspark.metrics.Averages;
import mclspark.metrics.MetricsEvent;
import mclspark.run.RunPosition;
import mclspark.run.StepMeter;

/** The lines of the metrics that only pre-training has. */
record PretrainLines(PretrainConfig config) {

  MetricsEvent step(StepMeter.Span steps) {
    Averages averages = steps.averages();
    return new MetricsEvent.Step(
        steps.epoch(),
        steps.stepsDone() - 1,
        averages.images(),
        averages.seconds(),
        steps.learningRate(),
        losses(averages),
        retrieval(averages),
        averages.speed());
  }

  /**
   * An epoch, and warnings about it.
   *
   * @param keySpread 1 - |mean key|^2 of its last batch, smallest over peers
   */
  List<MetricsEvent> epoch(StepMeter.Span steps, double keySpread) {
    Averages averages = steps.averages();
    List<MetricsEvent> lines = new ArrayList<>();
    lines.add(
        new MetricsEvent.Epoch(
            steps.epoch(),
            steps.stepsDone(),
            averages.images(),
            averages.seconds(),
            steps.learningRate(),
            losses(averages),
            retrieval(averages),
            averages.speed()));
    TrainingWatch watch = new TrainingWatch(config.model().peers(), config.moco().queueSize());
    double vcl = MocoLosses.of(averages.mean()).vcl();
    for (String warning : watch.warnings(steps.epoch(), vcl, keySpread)) {
      lines.add(new MetricsEvent.Warning(steps.stepsDone() - 1, warning));
    }
    return lines;
  }

  private static MetricsEvent.Losses losses(Averages averages) {
    MocoLosses mean = MocoLosses.of(averages.mean());
    return new MetricsEvent.Losses(
        mean.total(), mean.vcl(), mean.icl(), mean.softVcl(), mean.softIcl());
  }

  private static MetricsEvent.Retrieval retrieval(Averages averages) {
    MocoLosses mean = MocoLosses.of(averages.mean());
    return new MetricsEvent.Retrieval(100 * mean.top1(), 100 * mean.top5());
  }

  List<MetricsEvent> similarities(
      RunPosition position, List<SimilarityMeter.Similarity> similarities) {
    List<MetricsEvent> lines = new ArrayList<>();
    for (int peer = 0; peer < similarities.size(); peer++) {
      SimilarityMeter.Similarity similarity = similarities.get(peer);
      lines.add(
          new MetricsEvent.Similarity(
              position.epoch(),
              position.globalStep(),
              Integer.toString(peer),
              similarity.positive(),
              similarity.negative(),
              2 - 2 * similarity.positive()));
    }
    return lines;
  }

  MetricsEvent knn(RunPosition position, int peer, KnnEvaluator.Result result) {
    return new MetricsEvent.Knn(
        position.epoch(),
        position.globalStep(),
        Integer.toString(peer),
        config.knn().k(),
        config.knn().temperature(),
        result.percent(),
        result.pictures());
  }
}
