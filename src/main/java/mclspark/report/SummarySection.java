package mclspark.report;

import java.util.Map;

/** Head of the page: the run's name, the verdict in words and the figures that matter most. */
final class SummarySection {

  private SummarySection() {}

  /** Writes the head. */
  static void write(Html html, Results results) {
    html.raw("<header>\n").element("h1", title(results));
    html.raw("<p class=\"subtitle\">").text(subtitle(results)).raw("</p>\n");
    html.raw("<div id=\"verdict\">\n");
    boolean first = true;
    for (String sentence : new Verdict(results).sentences()) {
      html.raw(first ? "<p class=\"lead\">" : "<p>")
          .text(sentence.replace(" %", "\u00a0%"))
          .raw("</p>\n");
      first = false;
    }
    html.raw("</div>\n<dl class=\"tiles\">\n");
    accuracyTiles(html, results);
    speedTiles(html, results.run());
    html.raw("</dl>\n</header>\n");
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
                    count(event.number("peers"), "peer"),
                    Numbers.whole(event.number("parameters")),
                    count(event.number("logical_ranks"), "logical rank")
                        + " on "
                        + count(event.number("workers"), "worker"),
                    event.text("time")))
        .orElse("The file has no \"run\" line, so name, configuration and versions are unknown.");
  }

  private static String count(double count, String noun) {
    return Numbers.whole(count) + " " + noun + (count == 1 ? "" : "s");
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
