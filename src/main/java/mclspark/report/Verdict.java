package mclspark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mclspark.report.page.Columns;
import mclspark.report.page.Numbers;
import mclspark.report.page.Peers;
import mclspark.report.page.Progress;
import mclspark.report.page.Results;

/** The outcome of a run in sentences, worked out from its figures. */
final class Verdict {

  /** A gain of so many standard errors is no accident of the pictures that were tested. */
  private static final double CLEAR = 3;

  private final Results results;

  Verdict(Results results) {
    this.results = results;
  }

  /** The sentences, the most important first. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    sentences.addAll(linear());
    sentences.addAll(results.labels().sentences());
    sentences.addAll(knn());
    sentences.add(Progress.sentence(noun(), results.run()));
    return sentences;
  }

  private String noun() {
    String job = results.run().last("run").map(run -> run.text("job")).orElse("");
    return switch (job) {
      case "finetune" -> "Fine-tuning";
      case "linear" -> "Linear classification";
      default -> "Pre-training";
    };
  }

  private List<String> linear() {
    Map<String, Columns> byPeer = results.linearByPeer();
    Columns control = byPeer.remove(Peers.UNTRAINED);
    List<String> sentences = new ArrayList<>();
    byPeer.forEach((peer, columns) -> sentences.add(linear(peer, columns, control)));
    if (byPeer.isEmpty() && results.labels().isEmpty()) {
      sentences.add("The encoders were not judged by linear classification yet.");
    }
    return sentences;
  }

  private String linear(String peer, Columns peerColumns, Columns control) {
    double top1 = peerColumns.last("top1");
    String figure =
        String.format(
            Locale.ROOT,
            "Linear classification on %s reaches %.2f %% top-1%s",
            Peers.label(peer),
            top1,
            chance());
    if (control == null) {
      return figure + "; there is no untrained control to compare it with.";
    }
    double gain = top1 - control.last("top1");
    return String.format(
        Locale.ROOT,
        "%s, %s the untrained encoder's %.2f %% (%s points).",
        figure,
        comparison(gain, error(peerColumns, control)),
        control.last("top1"),
        Numbers.points(gain));
  }

  private static String comparison(double gain, double error) {
    if (gain > CLEAR * error) {
      return "clearly above";
    }
    if (gain < -CLEAR * error) {
      return "clearly below";
    }
    return "not distinguishable from";
  }

  /** Standard error in points of the difference of two accuracies on the same many pictures. */
  private static double error(Columns one, Columns other) {
    return Math.hypot(error(one), error(other));
  }

  private static double error(Columns columns) {
    double share = columns.last("top1") / 100;
    double pictures = Math.max(1, columns.last("images"));
    return 100 * Math.sqrt(Math.max(0, share * (1 - share)) / pictures);
  }

  private String chance() {
    double classes = results.classes();
    return Double.isNaN(classes) ? "" : " (chance " + Numbers.significant(100 / classes, 3) + " %)";
  }

  private List<String> knn() {
    List<String> sentences = new ArrayList<>();
    results
        .knnByPeer()
        .forEach(
            (peer, columns) -> {
              double before = columns.of("top1")[0];
              double after = columns.last("top1");
              if (columns.of("epoch")[0] == 0 && columns.rows() > 1) {
                sentences.add(
                    String.format(
                        Locale.ROOT,
                        "kNN (k = %.0f) of %s went from %.2f %% untrained to %.2f %% after %.0f"
                            + " epoch%s.",
                        columns.last("k"),
                        Peers.label(peer),
                        before,
                        after,
                        columns.last("epoch"),
                        columns.last("epoch") == 1 ? "" : "s"));
              }
            });
    return sentences;
  }
}
