package mclspark.report;

import java.util.List;
import java.util.Map;
import mclspark.report.page.Columns;
import mclspark.report.page.Html;
import mclspark.report.page.Numbers;
import mclspark.report.page.Peers;
import mclspark.report.page.Results;
import mclspark.report.page.RunData;

/** Head of the page: the run's name, the verdict in words and the figures that matter most. */
final class SummarySection {

  private SummarySection() {}

  /** Writes the head. */
  static void write(Html html, Results results) {
    html.raw("<header>\n").element("h1", title(results));
    html.raw("<p class=\"subtitle\">").text(subtitle(results)).raw("</p>\n");
    html.raw("<div id=\"verdict\">\n");
    boolean first = true;
    for (String sentence : verdict(results)) {
      html.raw(first ? "<p class=\"lead\">" : "<p>")
          .text(sentence.replace(" %", "\u00a0%"))
          .raw("</p>\n");
      first = false;
    }
    html.raw("</div>\n<dl class=\"tiles\">\n");
    if (results.run().isSupervised()) {
      supervisedTiles(html, results.run());
    } else {
      accuracyTiles(html, results);
    }
    speedTiles(html, results.run());
    html.raw("</dl>\n</header>\n");
  }

  private static List<String> verdict(Results results) {
    return results.run().isSupervised()
        ? new SupervisedVerdict(results).sentences()
        : new Verdict(results).sentences();
  }

  /** The run's name, or its file where none is recorded. */
  static String title(Results results) {
    return results
        .run()
        .last("run")
        .map(event -> event.text("name"))
        .filter(name -> !name.isBlank())
        .orElse(results.run().name());
  }

  private static String subtitle(Results results) {
    return results
        .run()
        .last("run")
        .map(
            event ->
                String.format(
                    "%s · %s · %s parameters · %s · %s",
                    event.text("job"),
                    Numbers.counted(event.number("peers"), "peer"),
                    Numbers.whole(event.number("parameters")),
                    Numbers.counted(event.number("logical_ranks"), "logical rank")
                        + " on "
                        + Numbers.counted(event.number("workers"), "worker"),
                    event.text("time")))
        .orElse("The file has no \"run\" line, so name, configuration and versions are unknown.");
  }

  private static void accuracyTiles(Html html, Results results) {
    Map<String, Columns> linear = results.linearByPeer();
    linear.forEach(
        (peer, columns) ->
            tile(
                html,
                Numbers.percent(columns.last("top1")) + " %",
                "linear, " + Peers.label(peer)));
    results
        .knnByPeer()
        .forEach(
            (peer, columns) ->
                tile(
                    html,
                    Numbers.percent(columns.last("top1")) + " %",
                    "kNN, " + Peers.label(peer)));
  }

  private static void supervisedTiles(Html html, RunData run) {
    Evaluations evaluations = new Evaluations(run);
    if (!evaluations.isEmpty()) {
      Evaluation best = evaluations.best();
      Evaluation last = evaluations.last();
      tile(html, Numbers.percent(best.score()) + " %", "best peer, best epoch");
      tile(html, Numbers.percent(last.score()) + " %", "best peer, last epoch");
      tile(html, Numbers.percent(last.ensembleTop1()) + " %", "all peers, last epoch");
    }
    PublishedFigure.of(run)
        .ifPresent(figure -> tile(html, Numbers.percent(figure.accuracy()) + " %", figure.label()));
  }

  private static void speedTiles(Html html, RunData run) {
    Columns steps = run.steps();
    if (steps.rows() == 0) {
      return;
    }
    tile(html, Numbers.whole(SpeedSection.imagesPerSecond(steps)), "images per second");
    tile(html, Numbers.whole(steps.last("step") + 1), "steps");
    run.last("done")
        .ifPresent(event -> tile(html, Numbers.duration(event.number("seconds")), "whole run"));
  }

  private static void tile(Html html, String value, String label) {
    html.raw("<div><dt>").text(label).raw("</dt><dd>").text(value).raw("</dd></div>\n");
  }
}
