package mclspark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mclspark.report.labels.LabelTable;
import mclspark.report.page.Chart;
import mclspark.report.page.Columns;
import mclspark.report.page.Html;
import mclspark.report.page.Numbers;
import mclspark.report.page.Peers;
import mclspark.report.page.Results;
import mclspark.report.page.Section;

/** Accuracy of the encoders: kNN during pre-training, linear classification after it. */
final class EvaluationSections {

  private EvaluationSections() {}

  /** In the page's order. */
  static List<Section> all() {
    return List.of(
        new Section("linear", "Linear accuracy", EvaluationSections::linear),
        new Section("labels", "Few labels", EvaluationSections::labels),
        new Section("knn", "kNN accuracy", EvaluationSections::knn));
  }

  private static void labels(Html html, Results results) {
    LabelTable table = results.labels();
    if (table.isEmpty()) {
      html.missing(
          "No fine-tuning is recorded. Run it on a checkpoint of this run (mcl finetune), with few"
              + " labels and with all, and write the report again with its folder after --labels.");
      return;
    }
    html.caption(
        "What labels are worth with a pre-trained encoder and without: top-1 of the last epoch on"
            + " the test pictures, beside the same network from initial weights by the same recipe"
            + " and beside supervised training (mcl train) on the same labels. The gain is that of"
            + " the peers' mean over the untrained encoder or, fine-tuned, over initial weights.");
    html.table(table.head(), table.rows());
  }

  private static void knn(Html html, Results results) {
    Map<String, Columns> byPeer = results.knnByPeer();
    if (byPeer.isEmpty()) {
      html.missing(
          "No kNN accuracy is recorded: kNN was switched off, the data has no labels, or the run"
              + " stopped before its first evaluation.");
      return;
    }
    Columns any = byPeer.values().iterator().next();
    html.caption(
        String.format(
            "Share of the %s test pictures whose class the %s nearest training pictures vote for"
                + " (votes weighted with temperature %s), with no training on top of the encoder."
                + " Epoch 0 is the untrained encoder.",
            Numbers.whole(any.last("pictures")),
            Numbers.whole(any.last("k")),
            Numbers.significant(any.last("temperature"), 4)));
    curves("kNN accuracy by epoch", "epochs done", "top-1 (%)", byPeer, "top1", 0).write(html);
    List<List<String>> rows = new ArrayList<>();
    byPeer.forEach(
        (peer, columns) -> {
          double before = columns.of("epoch")[0] == 0 ? columns.of("top1")[0] : Double.NaN;
          rows.add(
              List.of(
                  Peers.label(peer),
                  Numbers.percent(before),
                  Numbers.percent(columns.last("top1")),
                  Numbers.points(columns.last("top1") - before),
                  Numbers.whole(columns.last("epoch"))));
        });
    html.table(List.of("peer", "untrained %", "last %", "gain (points)", "epochs done"), rows);
  }

  private static void linear(Html html, Results results) {
    Map<String, Columns> byPeer = results.linearByPeer();
    if (byPeer.isEmpty()) {
      html.missing(
          "No linear classification is recorded. Run it on a checkpoint of this run (mcl linear)"
              + " and write the report again.");
      return;
    }
    html.caption(
        "A linear classifier is trained on the features of the frozen encoder, and on those of an"
            + " encoder with its initial weights as the control: what the control reaches comes"
            + " from the network's shape, not from pre-training. Validation pictures only.");
    html.raw("<div class=\"charts\">");
    curves("Validation accuracy", "epochs done", "top-1 (%)", byPeer, "top1", 1).write(html);
    curves("Validation loss", "epochs done", "cross entropy (nats)", byPeer, "loss", 1).write(html);
    html.raw("</div>\n");
    linearTable(html, byPeer);
  }

  private static void linearTable(Html html, Map<String, Columns> byPeer) {
    Columns control = byPeer.get(Peers.UNTRAINED);
    List<List<String>> rows = new ArrayList<>();
    byPeer.forEach(
        (peer, columns) -> {
          boolean compared = control != null && !peer.equals(Peers.UNTRAINED);
          double gain = compared ? columns.last("top1") - control.last("top1") : Double.NaN;
          rows.add(
              List.of(
                  Peers.label(peer),
                  Numbers.percent(columns.last("top1")),
                  Numbers.percent(columns.last("top5")),
                  Numbers.percent(columns.last("best_top1")),
                  Numbers.points(gain),
                  Numbers.percent(columns.last("train_top1")),
                  Numbers.whole(columns.last("images")),
                  Numbers.whole(columns.last("epoch") + 1)));
        });
    html.table(
        List.of(
            "encoder",
            "top-1 %",
            "top-5 %",
            "best top-1 %",
            "over untrained (points)",
            "training top-1 %",
            "pictures",
            "epochs"),
        rows);
    if (control == null) {
      html.missing(
          "There is no control: the linear job was not run on the untrained encoder, so these"
              + " figures cannot be compared with it.");
    }
  }

  private static Chart curves(
      String title,
      String xLabel,
      String yLabel,
      Map<String, Columns> byPeer,
      String field,
      int shift) {
    List<double[]> xs = new ArrayList<>();
    List<Chart.Line> lines = new ArrayList<>();
    byPeer.forEach(
        (peer, columns) -> {
          double[] x = columns.means("epoch", TrainingSections.POINTS);
          for (int i = 0; i < x.length; i++) {
            x[i] += shift;
          }
          xs.add(x);
          double[] y = columns.means(field, TrainingSections.POINTS);
          lines.add(new Chart.Line(Peers.label(peer), Peers.colour(peer), y));
        });
    return Chart.union(title, xLabel, yLabel, xs, lines);
  }
}
