package mclspark.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import mclspark.report.page.Chart;
import mclspark.report.page.Columns;
import mclspark.report.page.Event;
import mclspark.report.page.Html;
import mclspark.report.page.Numbers;
import mclspark.report.page.Results;
import mclspark.report.page.RunData;
import mclspark.report.page.Section;

/** What the steps and epochs of supervised training recorded: losses, accuracy, learning rate. */
final class SupervisedTrainingSections {

  private static final List<String> TERMS = List.of("vcl", "soft_vcl", "icl", "soft_icl", "kd");

  private SupervisedTrainingSections() {}

  /** In the page's order. */
  static List<Section> all() {
    return List.of(
        new Section("losses", "Losses by term", SupervisedTrainingSections::losses),
        new Section("training-accuracy", "Training accuracy", SupervisedTrainingSections::accuracy),
        TrainingSections.learningRate());
  }

  private static void losses(Html html, Results results) {
    Columns steps = results.run().steps();
    if (steps.rows() == 0) {
      html.missing(TrainingSections.NO_STEPS);
      return;
    }
    html.caption(
        "The total is the sum of the peers' cross-entropies, of the four contrastive terms (VCL"
            + " within a peer's embeddings, ICL between two peers', and the soft terms by which"
            + " they agree) and of logit distillation. Each term is shown times its weight."
            + TrainingSections.smoothing(steps));
    TrainingSections.notFinite(html, steps);
    html.raw("<div class=\"charts\">");
    TrainingSections.chart(
            "Total and cross-entropies",
            "loss (nats)",
            steps,
            TrainingSections.line(steps, "total", "s1", "loss"),
            TrainingSections.line(steps, "cross-entropies", "s6", "cls"))
        .write(html);
    if (hasTerms(steps)) {
      terms(steps).write(html);
    }
    html.raw("</div>\n");
    if (!hasTerms(steps)) {
      html.caption("All terms but the cross-entropies are 0: this is a baseline.");
    }
    epochTable(html, results.run());
  }

  private static boolean hasTerms(Columns steps) {
    return TERMS.stream()
        .flatMapToDouble(term -> Arrays.stream(steps.of(term)))
        .anyMatch(value -> value != 0 && !Double.isNaN(value));
  }

  private static Chart terms(Columns steps) {
    return TrainingSections.chart(
        "Terms times their weights",
        "loss (nats)",
        steps,
        TrainingSections.line(steps, "VCL", "s2", "vcl"),
        TrainingSections.line(steps, "ICL", "s3", "icl"),
        TrainingSections.line(steps, "softVCL", "s4", "soft_vcl"),
        TrainingSections.line(steps, "softICL", "s5", "soft_icl"),
        TrainingSections.line(steps, "logit distillation", "control", "kd"));
  }

  private static void epochTable(Html html, RunData run) {
    List<List<String>> rows =
        run.distinct("epoch", "epoch").stream().map(SupervisedTrainingSections::row).toList();
    if (rows.isEmpty()) {
      html.missing("No epoch was finished, so there are no averages over epochs.");
      return;
    }
    html.raw("<details><summary>Averages of each epoch</summary>\n");
    html.table(
        List.of(
            "epoch",
            "total",
            "cross-entropies",
            "VCL",
            "ICL",
            "softVCL",
            "softICL",
            "distillation",
            "training top-1 % by peer",
            "images/s",
            "time"),
        rows);
    html.raw("</details>\n");
  }

  private static List<String> row(Event epoch) {
    return List.of(
        Numbers.whole(epoch.number("epoch") + 1),
        Numbers.significant(epoch.number("loss"), 5),
        Numbers.significant(epoch.number("cls"), 5),
        Numbers.significant(epoch.number("vcl"), 4),
        Numbers.significant(epoch.number("icl"), 4),
        Numbers.significant(epoch.number("soft_vcl"), 4),
        Numbers.significant(epoch.number("soft_icl"), 4),
        Numbers.significant(epoch.number("kd"), 4),
        Arrays.stream(epoch.numbers("train_accuracy"))
            .mapToObj(Numbers::percent)
            .collect(Collectors.joining(" ")),
        Numbers.whole(epoch.number("images_per_second")),
        Numbers.duration(epoch.number("seconds")));
  }

  private static void accuracy(Html html, Results results) {
    List<Event> epochs = results.run().distinct("epoch", "epoch");
    int peers =
        epochs.stream().mapToInt(epoch -> epoch.numbers("train_accuracy").length).max().orElse(0);
    if (peers == 0) {
      html.missing("No epoch was finished, so no training accuracy is recorded.");
      return;
    }
    html.caption(
        "Share of the training pictures, as augmented, that a peer named rightly while it learned"
            + " from them. Far above the test accuracy means that a network learned them by"
            + " heart.");
    List<Chart.Line> lines = new ArrayList<>();
    for (int peer = 0; peer < peers; peer++) {
      int number = peer;
      double[] accuracy =
          epochs.stream()
              .map(epoch -> epoch.numbers("train_accuracy"))
              .mapToDouble(values -> number < values.length ? values[number] : Double.NaN)
              .toArray();
      lines.add(SupervisedSections.peerLine(peer, accuracy));
    }
    double[] done = epochs.stream().mapToDouble(epoch -> epoch.number("epoch") + 1).toArray();
    new Chart("Training top-1 by epoch", "epochs done", "top-1 (%)", done, lines).write(html);
  }
}
