package mclspark.report.features;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mclspark.report.page.Chart;
import mclspark.report.page.Columns;
import mclspark.report.page.Event;
import mclspark.report.page.Html;
import mclspark.report.page.Numbers;
import mclspark.report.page.Peers;
import mclspark.report.page.Results;
import mclspark.report.page.RunData;
import mclspark.report.page.Section;

/** What the features are: rank and spectrum, spread, agreement of peers, map, classes. */
public final class FeatureSections {

  static final String MAP = "features/map.json";

  private static final String NONE =
      "No features are recorded: kNN or knn.features was switched off, or the run stopped before"
          + " its first evaluation.";

  private FeatureSections() {}

  /** In the page's order. */
  public static List<Section> all() {
    return List.of(
        new Section("features", "Features", FeatureSections::features),
        new Section("map", "Map of test pictures", MapSection::write),
        new Section("classes", "kNN accuracy by class", ClassSection::write));
  }

  /** Files of the run's folder that the sections show. */
  public static List<String> files(RunData run) {
    List<String> files = new ArrayList<>();
    List<Event> lines = run.all("features");
    if (!lines.isEmpty()) {
      files.add(MAP);
      files.add(file(lines.get(0)));
      files.add(file(lines.get(lines.size() - 1)));
    }
    return files;
  }

  private static String file(Event line) {
    return "features/epoch-" + (long) line.number("epoch") + ".json";
  }

  /** The file of the run's last evaluation. */
  static FeatureFile last(Results results) {
    return FeatureFile.of(
        results, results.run().last("features").map(line -> file(line)).orElse(MAP));
  }

  /** Figures per finished epochs of each peer. */
  private static Map<String, Columns> byPeer(RunData run) {
    Map<String, Columns> byPeer = new TreeMap<>(Peers.ORDER);
    for (Event line : run.all("features")) {
      byPeer
          .computeIfAbsent(
              line.text("peer"),
              peer -> new Columns("epoch", "rank_me", "uniformity", "class_alignment", "pictures"))
          .add(line);
    }
    byPeer.values().removeIf(columns -> columns.rows() == 0);
    return byPeer;
  }

  private static void features(Html html, Results results) {
    Map<String, Columns> byPeer = byPeer(results.run());
    if (byPeer.isEmpty()) {
      html.missing(NONE);
      return;
    }
    html.caption(
        String.format(
            "Of the normalised features, before the projection, of %s training pictures. RankMe is"
                + " how many directions they use in effect: if it keeps falling, they collapse.",
            Numbers.whole(byPeer.values().iterator().next().last("pictures"))));
    html.caption(
        "Uniformity is the logarithm of the mean of exp(-2 |x - y|²) over pairs: the lower the"
            + " better spread. Class alignment is the mean |x - y|² of pictures of one class: the"
            + " lower the closer. Epoch 0 is the untrained encoder.");
    html.raw("<div class=\"charts\">");
    curves("RankMe", "effective rank", byPeer, "rank_me").write(html);
    curves("Uniformity", "log of the mean potential", byPeer, "uniformity").write(html);
    curves("Class alignment", "mean squared distance", byPeer, "class_alignment").write(html);
    agreement(html, results.run());
    similarity(html, results.run());
    spectrum(html, results);
    html.raw("</div>\n");
    table(html, byPeer);
  }

  private static Chart curves(
      String title, String yLabel, Map<String, Columns> byPeer, String field) {
    List<double[]> xs = new ArrayList<>();
    List<Chart.Line> lines = new ArrayList<>();
    byPeer.forEach(
        (peer, columns) -> {
          xs.add(columns.of("epoch"));
          lines.add(new Chart.Line(Peers.label(peer), Peers.colour(peer), columns.of(field)));
        });
    return Chart.union(title, "epochs done", yLabel, xs, lines);
  }

  private static void agreement(Html html, RunData run) {
    Columns columns = new Columns("epoch", "same_class", "same_neighbour");
    run.all("agreement").forEach(columns::add);
    if (columns.rows() > 0) {
      new Chart(
              "Agreement of peers on test pictures",
              "epochs done",
              "test pictures (%)",
              columns.of("epoch"),
              List.of(
                  new Chart.Line("same kNN class", "s1", columns.of("same_class")),
                  new Chart.Line("same nearest picture", "s2", columns.of("same_neighbour"))))
          .write(html);
    }
  }

  /** Of the last step of each epoch, so that one epoch is done at the first point. */
  private static void similarity(Html html, RunData run) {
    Map<String, Columns> byPeer = new TreeMap<>(Peers.ORDER);
    for (Event line : run.all("similarity")) {
      byPeer
          .computeIfAbsent(line.text("peer"), peer -> new Columns("epoch", "positive", "negative"))
          .add(line);
    }
    byPeer.values().removeIf(columns -> columns.rows() == 0);
    if (!byPeer.isEmpty()) {
      curves("Query and key of one picture", "mean cosine", byPeer, "positive").write(html);
      curves("Query and queue", "mean cosine", byPeer, "negative").write(html);
    }
  }

  private static void spectrum(Html html, Results results) {
    List<Event> evaluations = results.run().all("features");
    FeatureFile first = FeatureFile.of(results, file(evaluations.get(0)));
    FeatureFile last = last(results);
    if (last.isMissing(html)) {
      return;
    }
    List<double[]> xs = new ArrayList<>();
    List<Chart.Line> lines = new ArrayList<>();
    for (Event peer : last.peers()) {
      String name = peer.text("peer");
      add(peer, Peers.label(name), Peers.colour(name), xs, lines);
    }
    if (first.content().number("epoch") < last.content().number("epoch")
        && !first.peers().isEmpty()) {
      Event peer = first.peers().get(0);
      String label = "peer 0, epoch " + Numbers.whole(first.content().number("epoch"));
      add(peer, label, "control", xs, lines);
    }
    Chart.union("Spectrum", "singular value", "log₁₀ of its share of the largest", xs, lines)
        .write(html);
  }

  private static void add(
      Event peer, String label, String colour, List<double[]> xs, List<Chart.Line> lines) {
    double[] places = peer.numbers("place");
    double[] values = peer.numbers("singular_value");
    int count = Math.min(places.length, values.length);
    double[] logs = new double[count];
    Arrays.setAll(logs, i -> Math.log10(values[i] / values[0]));
    xs.add(Arrays.copyOf(places, count));
    lines.add(new Chart.Line(label, colour, logs));
  }

  private static void table(Html html, Map<String, Columns> byPeer) {
    List<List<String>> rows = new ArrayList<>();
    byPeer.forEach(
        (peer, columns) ->
            rows.add(
                List.of(
                    Peers.label(peer),
                    Numbers.significant(columns.of("rank_me")[0], 4),
                    Numbers.significant(columns.last("rank_me"), 4),
                    Numbers.significant(columns.last("uniformity"), 4),
                    Numbers.significant(columns.last("class_alignment"), 4),
                    Numbers.whole(columns.last("epoch")))));
    html.table(
        List.of(
            "peer",
            "RankMe, first",
            "RankMe, last",
            "uniformity",
            "class alignment",
            "epochs done"),
        rows);
  }
}
