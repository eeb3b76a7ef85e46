package mclspark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mclspark.report.page.Chart;
import mclspark.report.page.Columns;
import mclspark.report.page.Event;
import mclspark.report.page.Html;
import mclspark.report.page.Numbers;
import mclspark.report.page.Results;
import mclspark.report.page.RunData;
import mclspark.report.page.Section;

/** Throughput, and where the time went: computing, waiting for data, all-reduce, the rest. */
final class SpeedSection {

  private SpeedSection() {}

  /** The section. */
  static Section section() {
    return new Section("speed", "Throughput and where the time went", SpeedSection::write);
  }

  /** Pictures over seconds of all recorded steps; their own mean where seconds are missing. */
  static double imagesPerSecond(Columns steps) {
    double seconds = steps.sum("seconds");
    return seconds > 0
        ? steps.sum("images") / seconds
        : steps.sum("images_per_second") / steps.rows();
  }

  private static void write(Html html, Results results) {
    Columns steps = results.run().steps();
    if (steps.rows() == 0) {
      html.missing("No training step is recorded, so there is no throughput.");
      return;
    }
    shares(html, results.run());
    html.caption(
        "Waiting shares are rank 0's, of the time of each step."
            + TrainingSections.smoothing(steps));
    html.raw("<div class=\"charts\">");
    TrainingSections.chart(
            "Throughput of all workers",
            "images per second",
            steps,
            TrainingSections.line(steps, "images per second", "s1", "images_per_second"))
        .write(html);
    TrainingSections.chart(
            "Waiting in a step",
            "share of step time (%)",
            steps,
            percent(steps, "data wait", "s2", "data_wait"),
            percent(steps, "all-reduce", "s3", "all_reduce"))
        .write(html);
    html.raw("</div>\n");
  }

  private static Chart.Line percent(Columns steps, String label, String colour, String field) {
    double[] shares = steps.means(field, TrainingSections.POINTS);
    for (int i = 0; i < shares.length; i++) {
      shares[i] *= 100;
    }
    return new Chart.Line(label, colour, shares);
  }

  private record Part(String label, String colour, double seconds) {}

  /** One bar of the whole time in parts, and the same as a table. */
  private static void shares(Html html, RunData run) {
    List<Part> parts = parts(run);
    double total = parts.stream().mapToDouble(Part::seconds).sum();
    if (!(total > 0)) {
      html.missing("The steps have no \"seconds\", so it is not known where the time went.");
      return;
    }
    html.raw("<div class=\"stack\" aria-hidden=\"true\">");
    List<List<String>> rows = new ArrayList<>();
    for (Part part : parts) {
      double percent = 100 * part.seconds() / total;
      html.raw(
          String.format(
              Locale.ROOT, "<i class=\"%s\" style=\"width:%.2f%%\"></i>", part.colour(), percent));
      rows.add(
          List.of(
              part.label(),
              Numbers.duration(part.seconds()),
              String.format(Locale.ROOT, "%.1f %%", percent)));
    }
    html.raw("</div>\n<div class=\"keyed\">");
    html.table(List.of("part of the run", "time", "share"), rows);
    html.raw("</div>\n");
  }

  private static List<Part> parts(RunData run) {
    Columns steps = run.steps();
    double training = steps.sum("seconds");
    double data = steps.weightedSum("data_wait", "seconds");
    double reduce = steps.weightedSum("all_reduce", "seconds");
    double checkpoints =
        run.distinct("checkpoint", "path").stream()
            .mapToDouble(event -> event.number("seconds"))
            .filter(Double::isFinite)
            .sum();
    List<Part> parts = new ArrayList<>();
    parts.add(new Part("computing", "s1", training - data - reduce));
    parts.add(new Part("waiting for data", "s2", data));
    parts.add(new Part("all-reduce", "s3", reduce));
    parts.add(new Part("checkpoints", "s4", checkpoints));
    Optional<Event> done = run.last("done");
    double rest =
        done.map(event -> event.number("seconds") - training - checkpoints).orElse(Double.NaN);
    if (rest > 0) {
      parts.add(new Part("start, evaluation and the rest", "control", rest));
    }
    return parts;
  }
}
