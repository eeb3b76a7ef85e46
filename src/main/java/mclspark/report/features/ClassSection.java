package mclspark.report.features;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import mclspark.report.page.Event;
import mclspark.report.page.Html;
import mclspark.report.page.Numbers;
import mclspark.report.page.Peers;
import mclspark.report.page.Results;

/** kNN accuracy of each class, the worst first. */
final class ClassSection {

  /** More rows only make the page large. */
  private static final int MOST = 1000;

  private static final int OPEN = 30;

  private ClassSection() {}

  static void write(Html html, Results results) {
    FeatureFile file = FeatureSections.last(results);
    if (file.isMissing(html)) {
      return;
    }
    List<String> classes = file.classes();
    List<double[]> peers = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("class"));
    for (Event peer : file.peers()) {
      peers.add(Arrays.copyOf(peer.numbers("class_top1"), classes.size()));
      head.add(Peers.label(peer.text("peer")) + " %");
    }
    html.caption(
        "Share of each class's test pictures that kNN tells right after epoch "
            + Numbers.whole(file.content().number("epoch"))
            + ", the worst classes of all peers first.");
    if (classes.size() > MOST) {
      html.caption("Of %s classes the worst %s.".formatted(Numbers.whole(classes.size()), MOST));
    }
    boolean folded = classes.size() > OPEN;
    html.raw(folded ? "<details><summary>All classes</summary>\n" : "");
    html.table(head, rows(classes, peers));
    html.raw(folded ? "</details>\n" : "");
  }

  private static List<List<String>> rows(List<String> classes, List<double[]> peers) {
    Comparator<Integer> worst =
        Comparator.comparingDouble(
            c -> peers.stream().mapToDouble(peer -> peer[c]).average().orElse(Double.NaN));
    List<List<String>> rows = new ArrayList<>();
    IntStream.range(0, classes.size())
        .boxed()
        .sorted(worst)
        .limit(MOST)
        .forEach(
            c -> {
              List<String> row = new ArrayList<>(List.of(classes.get(c)));
              peers.forEach(peer -> row.add(Numbers.percent(peer[c])));
              rows.add(row);
            });
    return rows;
  }
}
