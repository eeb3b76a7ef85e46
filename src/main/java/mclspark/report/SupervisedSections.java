package mclspark.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import mclspark.report.page.Chart;
import mclspark.report.page.Html;
import mclspark.report.page.Numbers;
import mclspark.report.page.Peers;
import mclspark.report.page.Results;
import mclspark.report.page.RunData;
import mclspark.report.page.Section;

/**
 * Test accuracy of a supervised run (spec 3.7): by peer, together, and beside what was published.
 */
final class SupervisedSections {

  private static final String NOT_EVALUATED =
      "No evaluation on test pictures is recorded: the run stopped before the end of its first"
          + " epoch.";
  private static final String ENSEMBLE = "all peers together";

  private SupervisedSections() {}

  /** In the page's order. */
  static List<Section> all() {
    return List.of(
        new Section("accuracy", "Test accuracy", SupervisedSections::accuracy),
        new Section("published", "Published and measured", SupervisedSections::published));
  }

  /** "measured here after 3 of 300 epochs". */
  static String measured(RunData run, Evaluations evaluations) {
    String planned =
        run.last("run")
            .map(event -> event.number("epochs"))
            .filter(Double::isFinite)
            .map(epochs -> " of " + Numbers.counted(epochs, "epoch"))
            .orElse(evaluations.last().epochsDone() == 1 ? " epoch" : " epochs");
    return "measured here after " + Numbers.whole(evaluations.last().epochsDone()) + planned;
  }

  private static void accuracy(Html html, Results results) {
    Evaluations evaluations = new Evaluations(results.run());
    if (evaluations.isEmpty()) {
      html.missing(NOT_EVALUATED);
      return;
    }
    html.caption(
        "Share of the "
            + Numbers.whole(evaluations.last().images())
            + " test pictures whose class a peer names first. All peers together: the class with"
            + " the largest sum of logits. The best epoch is the one whose best peer is highest;"
            + " it is chosen on the test pictures, so its figures are a little too good.");
    charts(html, evaluations);
    bestAndLast(html, evaluations);
  }

  private static void charts(Html html, Evaluations evaluations) {
    html.raw("<div class=\"charts\">");
    chart("Top-1 by epoch", "top-1 (%)", evaluations, Evaluation::top1Of, Evaluation::ensembleTop1)
        .write(html);
    if (evaluations.hasTop5()) {
      chart(
              "Top-5 by epoch",
              "top-5 (%)",
              evaluations,
              Evaluation::top5Of,
              Evaluation::ensembleTop5)
          .write(html);
    }
    double[] loss = evaluations.values(Evaluation::loss);
    new Chart(
            "Test loss, sum over peers",
            "epochs done",
            "cross entropy (nats)",
            evaluations.epochsDone(),
            List.of(new Chart.Line("loss", "s1", loss)))
        .write(html);
    html.raw("</div>\n");
  }

  /** A number of one peer in an evaluation. */
  private interface PeerNumber {
    double of(Evaluation evaluation, int peer);
  }

  private static Chart chart(
      String title,
      String yLabel,
      Evaluations evaluations,
      PeerNumber peerNumber,
      ToDoubleFunction<Evaluation> ensemble) {
    List<Chart.Line> lines = new ArrayList<>();
    for (int peer = 0; peer < evaluations.peers(); peer++) {
      int number = peer;
      lines.add(
          peerLine(peer, evaluations.values(evaluation -> peerNumber.of(evaluation, number))));
    }
    lines.add(new Chart.Line(ENSEMBLE, "control", evaluations.values(ensemble)));
    return new Chart(title, "epochs done", yLabel, evaluations.epochsDone(), lines);
  }

  /** The line of a peer, in its colour. */
  static Chart.Line peerLine(int peer, double[] y) {
    String name = Integer.toString(peer);
    return new Chart.Line(Peers.label(name), Peers.colour(name), y);
  }

  private static void bestAndLast(Html html, Evaluations evaluations) {
    Evaluation best = evaluations.best();
    Evaluation last = evaluations.last();
    List<List<String>> rows = new ArrayList<>();
    for (int peer = 0; peer < evaluations.peers(); peer++) {
      rows.add(
          row(
              Peers.label(Integer.toString(peer)),
              best.top1Of(peer),
              best.top5Of(peer),
              last.top1Of(peer),
              last.top5Of(peer)));
    }
    rows.add(
        row(
            ENSEMBLE,
            best.ensembleTop1(),
            best.ensembleTop5(),
            last.ensembleTop1(),
            last.ensembleTop5()));
    String bestEpoch = "best epoch (" + Numbers.whole(best.epochsDone()) + "): ";
    String lastEpoch = "last epoch (" + Numbers.whole(last.epochsDone()) + "): ";
    html.table(
        List.of(
            "network",
            bestEpoch + "top-1 %",
            bestEpoch + "top-5 %",
            lastEpoch + "top-1 %",
            lastEpoch + "top-5 %"),
        rows);
  }

  private static List<String> row(String name, double... percents) {
    List<String> cells = new ArrayList<>(List.of(name));
    Arrays.stream(percents).mapToObj(Numbers::percent).forEach(cells::add);
    return cells;
  }

  private static void published(Html html, Results results) {
    Optional<PublishedFigure> figure = PublishedFigure.of(results.run());
    if (figure.isEmpty()) {
      html.missing(
          "The configuration names no published figure (published.accuracy), so there is nothing"
              + " to compare with.");
      return;
    }
    Evaluations evaluations = new Evaluations(results.run());
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of(figure.get().label(), figure.get().source(), figure.get().figure()));
    if (!evaluations.isEmpty()) {
      String measured = measured(results.run(), evaluations);
      addMeasured(rows, measured, "best epoch", evaluations.best());
      addMeasured(rows, measured, "last epoch", evaluations.last());
    }
    html.table(List.of("figure", "what", "top-1 %"), rows);
    if (evaluations.isEmpty()) {
      html.missing(NOT_EVALUATED);
    } else {
      caution(html, figure.get(), evaluations.last().epochsDone());
    }
  }

  private static void addMeasured(
      List<List<String>> rows, String measured, String which, Evaluation evaluation) {
    String epoch = which + " (" + Numbers.whole(evaluation.epochsDone()) + "), ";
    rows.add(
        List.of(
            measured,
            epoch + "best peer: " + evaluation.bestPeer(),
            Numbers.percent(evaluation.score())));
    rows.add(List.of(measured, epoch + ENSEMBLE, Numbers.percent(evaluation.ensembleTop1())));
  }

  private static void caution(Html html, PublishedFigure figure, double epochsDone) {
    if (epochsDone < figure.epochs()) {
      html.raw("<p>")
          .text(
              "This run is shorter than the published one (%s against %s), so the figures do not"
                      .formatted(
                          Numbers.counted(epochsDone, "epoch"),
                          Numbers.counted(figure.epochs(), "epoch"))
                  + " compare yet.")
          .raw("</p>\n");
    }
    html.caption(
        "The published figure belongs to the preset as it is shipped: other pictures or changed"
            + " keys (see Configuration) make another experiment. The reference counts the best"
            + " peer: of the best epoch on CIFAR-100, of the last epoch on ImageNet.");
  }
}
