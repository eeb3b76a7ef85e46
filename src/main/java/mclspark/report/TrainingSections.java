package mclspark.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mclspark.report.page.Chart;
import mclspark.report.page.Columns;
import mclspark.report.page.Event;
import mclspark.report.page.Html;
import mclspark.report.page.Numbers;
import mclspark.report.page.Results;
import mclspark.report.page.RunData;
import mclspark.report.page.Section;

/** What the steps of pre-training recorded: losses, learning rate, retrieval accuracy. */
final class TrainingSections {

  /** More points than a wide screen can tell apart only make the page large. */
  static final int POINTS = 500;

  /** What stands where steps are missing. */
  static final String NO_STEPS =
      "No training step is recorded in this folder, so there is nothing to draw. It is the folder"
          + " of another kind of job, or the run stopped before its first step.";

  private TrainingSections() {}

  /** In the page's order. */
  static List<Section> all() {
    return List.of(
        new Section("losses", "Losses by term", TrainingSections::losses),
        new Section("retrieval", "Retrieval accuracy", TrainingSections::retrieval),
        learningRate());
  }

  /** The section on the learning rate, which all jobs with steps have. */
  static Section learningRate() {
    return new Section("learning-rate", "Learning rate", TrainingSections::learningRate);
  }

  private static void losses(Html html, Results results) {
    Columns steps = results.run().steps();
    if (steps.rows() == 0) {
      html.missing(NO_STEPS);
      return;
    }
    html.caption(
        "VCL compares each peer's query with its own key and queue, ICL with the other peer's; the"
            + " soft terms are the divergences between the peers' distributions (factor T² = 9"
            + " included). The total is their sum; all are sums over peers or ordered pairs."
            + smoothing(steps));
    notFinite(html, steps);
    html.raw("<div class=\"charts\">");
    chart(
            "Total and contrastive terms",
            "loss (nats)",
            steps,
            line(steps, "total", "s1", "loss"),
            line(steps, "VCL", "s2", "vcl"),
            line(steps, "ICL", "s3", "icl"))
        .write(html);
    chart(
            "Soft terms",
            "loss (nats)",
            steps,
            line(steps, "softVCL", "s4", "soft_vcl"),
            line(steps, "softICL", "s5", "soft_icl"))
        .write(html);
    html.raw("</div>\n");
    epochTable(html, results.run());
  }

  /** Says where the total loss is no finite number, if anywhere. */
  static void notFinite(Html html, Columns steps) {
    double[] loss = steps.of("loss");
    int first = 0;
    while (first < loss.length && Double.isFinite(loss[first])) {
      first++;
    }
    if (first < loss.length) {
      long count = Arrays.stream(loss).filter(value -> !Double.isFinite(value)).count();
      html.raw("<p class=\"bad\">")
          .text(
              String.format(
                  "The total loss is no finite number in %d recorded step%s, first in step %.0f.",
                  count, count == 1 ? "" : "s", steps.of("step")[first]))
          .raw("</p>\n");
    }
  }

  private static void epochTable(Html html, RunData run) {
    List<List<String>> rows = new ArrayList<>();
    for (Event epoch : run.distinct("epoch", "epoch")) {
      rows.add(
          List.of(
              Numbers.whole(epoch.number("epoch") + 1),
              Numbers.significant(epoch.number("loss"), 5),
              Numbers.significant(epoch.number("vcl"), 5),
              Numbers.significant(epoch.number("icl"), 5),
              Numbers.significant(epoch.number("soft_vcl"), 4),
              Numbers.significant(epoch.number("soft_icl"), 4),
              Numbers.percent(epoch.number("top1")),
              Numbers.percent(epoch.number("top5")),
              Numbers.whole(epoch.number("images_per_second")),
              Numbers.duration(epoch.number("seconds"))));
    }
    if (rows.isEmpty()) {
      html.missing("No epoch was finished, so there are no averages over epochs.");
      return;
    }
    html.raw("<details><summary>Averages of each epoch</summary>\n");
    html.table(
        List.of(
            "epoch",
            "total",
            "VCL",
            "ICL",
            "softVCL",
            "softICL",
            "top-1 %",
            "top-5 %",
            "images/s",
            "time"),
        rows);
    html.raw("</details>\n");
  }

  private static void retrieval(Html html, Results results) {
    Columns steps = results.run().steps();
    if (steps.rows() == 0) {
      html.missing(NO_STEPS);
      return;
    }
    html.caption(
        "How often peer 0 finds the key of the same picture among the key and the whole queue"
            + " (top-1), or has it among the first five (top-5)."
            + smoothing(steps));
    chart(
            "Query against its key and the queue",
            "accuracy (%)",
            steps,
            line(steps, "top-1", "s1", "top1"),
            line(steps, "top-5", "s2", "top5"))
        .write(html);
  }

  private static void learningRate(Html html, Results results) {
    Columns steps = results.run().steps();
    if (steps.rows() == 0) {
      html.missing(NO_STEPS);
      return;
    }
    chart("Learning rate of SGD", "learning rate", steps, line(steps, "learning rate", "s1", "lr"))
        .write(html);
  }

  /** A chart over steps. */
  static Chart chart(String title, String yLabel, Columns steps, Chart.Line... lines) {
    return new Chart(title, "step", yLabel, steps.means("step", POINTS), List.of(lines));
  }

  /** One field of the steps. */
  static Chart.Line line(Columns steps, String label, String colour, String field) {
    return new Chart.Line(label, colour, steps.means(field, POINTS));
  }

  /** Says how many steps a point stands for, if more than one. */
  static String smoothing(Columns steps) {
    int stride = steps.stride(POINTS);
    return stride == 1 ? "" : " Each point is the mean of " + stride + " recorded steps.";
  }
}
