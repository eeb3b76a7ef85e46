package mclspark.report.compare;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import mclspark.report.page.Chart;
import mclspark.report.page.Columns;
import mclspark.report.page.Html;
import mclspark.report.page.Numbers;
import mclspark.report.page.Section;
import mclspark.report.page.Settings;

/** What a page on several runs shows. */
record ComparisonSections(List<ComparedRun> runs) {

  private static final int POINTS = 500;
  private static final String MISSING = "–";

  /** In the page's order. */
  List<Section> all() {
    return List.of(
        new Section("figures", "Figures", (html, first) -> figures(html)),
        new Section("differences", "Keys that differ", (html, first) -> differences(html)),
        new Section("accuracy", "Accuracy", (html, first) -> accuracy(html)),
        new Section("losses", "Loss and features", (html, first) -> losses(html)));
  }

  private void figures(Html html) {
    html.caption(
        "Accuracies are top-1 on test pictures in percent, of the best peer after the last"
            + " evaluation: kNN and linear classification of pre-trained encoders, fine-tuning of"
            + " them and of initial weights, test accuracy of supervised runs.");
    List<List<String>> rows = new ArrayList<>();
    for (ComparedRun run : runs) {
      rows.add(
          List.of(
              run.label(),
              run.told("job").isEmpty() ? MISSING : run.told("job"),
              Numbers.percent(run.last(run.knn(), "top1")),
              Numbers.percent(run.last(run.linear(), "top1")),
              Numbers.percent(run.control()),
              Numbers.percent(run.last(run.fineTuned(), "top1")),
              Numbers.percent(run.scratch()),
              Numbers.percent(run.last(run.test(), "top1")),
              Numbers.significant(run.last(run.rank(), "rank_me"), 4),
              Numbers.whole(run.imagesPerSecond()),
              run.progress(),
              Comparison.folder(run.results())));
    }
    html.table(
        List.of(
            "run",
            "job",
            "kNN",
            "linear",
            "untrained, linear",
            "fine-tuned",
            "from initial weights",
            "test",
            "RankMe",
            "images/s",
            "progress",
            "folder"),
        rows);
  }

  /** A key that only some runs have differs, too. */
  private void differences(Html html) {
    List<Map<String, String>> settings = new ArrayList<>();
    Set<String> keys = new LinkedHashSet<>();
    for (ComparedRun run : runs) {
      Map<String, String> values = new LinkedHashMap<>(Settings.of(run.results().run(), "config"));
      Settings.of(run.results().run(), "versions")
          .forEach((component, version) -> values.put("version of " + component, version));
      settings.add(values);
      keys.addAll(values.keySet());
    }
    List<List<String>> rows = new ArrayList<>();
    for (String key : keys) {
      List<String> row = new ArrayList<>(List.of(key));
      settings.forEach(values -> row.add(values.getOrDefault(key, MISSING)));
      if (new HashSet<>(row.subList(1, row.size())).size() > 1) {
        rows.add(row);
      }
    }
    if (keys.isEmpty()) {
      html.missing("No file has a \"run\" line with its configuration.");
    } else if (rows.isEmpty()) {
      html.missing("The runs have the same configuration and versions.");
    } else {
      List<String> head = new ArrayList<>(List.of("key"));
      runs.forEach(run -> head.add(run.label()));
      html.table(head, rows);
    }
  }

  private void accuracy(Html html) {
    html.raw("<div class=\"charts\">");
    curve(html, "kNN accuracy, best peer", "top-1 (%)", ComparedRun::knn, "top1", 0);
    curve(html, "Linear accuracy, best peer", "top-1 (%)", ComparedRun::linear, "top1", 1);
    curve(html, "Fine-tuned, best peer", "top-1 (%)", ComparedRun::fineTuned, "top1", 1);
    curve(html, "Test accuracy, best peer", "top-1 (%)", ComparedRun::test, "top1", 1);
    html.raw("</div>\n");
  }

  private void losses(Html html) {
    html.raw("<div class=\"charts\">");
    chart(
        html,
        "Total loss",
        "step",
        "loss (nats)",
        run -> run.results().run().steps(),
        new String[] {"step", "loss"},
        0);
    curve(html, "RankMe, peer 0", "effective rank", ComparedRun::rank, "rank_me", 0);
    html.raw("</div>\n");
  }

  private void curve(
      Html html,
      String title,
      String yLabel,
      Function<ComparedRun, Columns> columns,
      String field,
      int shift) {
    chart(html, title, "epochs done", yLabel, columns, new String[] {"epoch", field}, shift);
  }

  /** One line a run; a sentence where no run has any. */
  private void chart(
      Html html,
      String title,
      String xLabel,
      String yLabel,
      Function<ComparedRun, Columns> columns,
      String[] fields,
      int shift) {
    List<double[]> xs = new ArrayList<>();
    List<Chart.Line> lines = new ArrayList<>();
    for (ComparedRun run : runs) {
      Columns curve = columns.apply(run);
      if (curve.rows() > 0) {
        double[] x = curve.means(fields[0], POINTS);
        for (int i = 0; i < x.length; i++) {
          x[i] += shift;
        }
        xs.add(x);
        lines.add(new Chart.Line(run.label(), run.colour(), curve.means(fields[1], POINTS)));
      }
    }
    if (lines.isEmpty()) {
      html.missing(title + ": no run has recorded any.");
    } else {
      Chart.union(title, xLabel, yLabel, xs, lines).write(html);
    }
  }
}
