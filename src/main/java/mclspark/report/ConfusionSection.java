package mclspark.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mclspark.report.page.Event;
import mclspark.report.page.Html;
import mclspark.report.page.Numbers;
import mclspark.report.page.Peers;
import mclspark.report.page.Results;
import mclspark.report.page.Section;

/** Which classes the linear classifier confuses: a heat table per peer and the worst pairs. */
final class ConfusionSection {

  /** A larger table would neither be readable nor keep the page small. */
  private static final int MOST_CLASSES = 120;

  private static final int CLASSES_WITH_NUMBERS = 20;
  private static final int WORST_PAIRS = 10;

  private ConfusionSection() {}

  /** The section. */
  static Section section() {
    return new Section("confusion", "Confusion matrix", ConfusionSection::write);
  }

  private static void write(Html html, Results results) {
    Map<String, Event> byPeer = results.confusionByPeer();
    if (byPeer.isEmpty()) {
      html.missing(
          "No confusion matrix is recorded; the linear classification job writes it at its end.");
      return;
    }
    html.caption(
        "A row for each true class, a column for each predicted one, shaded by the share of the"
            + " row: blue is right, orange is confused. Point at a cell for its names.");
    boolean open = true;
    for (Map.Entry<String, Event> entry : byPeer.entrySet()) {
      html.raw(open ? "<details open>" : "<details>")
          .element("summary", Peers.label(entry.getKey()));
      matrix(html, entry.getValue());
      html.raw("</details>\n");
      open = false;
    }
  }

  private static void matrix(Html html, Event event) {
    List<String> names = new ArrayList<>();
    event.fields().path("classes").forEach(name -> names.add(name.asText()));
    JsonNode counts = event.fields().path("counts");
    if (names.isEmpty() || !isSquare(counts, names.size())) {
      html.missing(
          "The counts cannot be shown: they are not one row and one column for each of the "
              + names.size()
              + " classes.");
      return;
    }
    worst(html, names, counts);
    if (names.size() > MOST_CLASSES) {
      html.missing(names.size() + " classes are too many for a table in this page.");
      return;
    }
    heat(html, names, counts);
  }

  private static boolean isSquare(JsonNode counts, int size) {
    boolean square = counts.size() == size;
    for (JsonNode row : counts) {
      square &= row.size() == size;
    }
    return square;
  }

  private record Pair(int truth, int predicted, double count, double share) {}

  private static void worst(Html html, List<String> names, JsonNode counts) {
    List<Pair> pairs = new ArrayList<>();
    for (int row = 0; row < names.size(); row++) {
      double sum = sum(counts.get(row));
      for (int column = 0; column < names.size(); column++) {
        double count = counts.get(row).get(column).asDouble();
        if (row != column && count > 0) {
          pairs.add(new Pair(row, column, count, count / sum));
        }
      }
    }
    pairs.sort(Comparator.comparingDouble(Pair::count).reversed());
    if (pairs.isEmpty()) {
      html.caption("No picture was confused.");
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (Pair pair : pairs.subList(0, Math.min(WORST_PAIRS, pairs.size()))) {
      rows.add(
          List.of(
              names.get(pair.truth()),
              names.get(pair.predicted()),
              Numbers.whole(pair.count()),
              String.format(Locale.ROOT, "%.1f %%", 100 * pair.share())));
    }
    html.table(List.of("true class", "taken for", "pictures", "of the class"), rows);
  }

  private static void heat(Html html, List<String> names, JsonNode counts) {
    boolean large = names.size() > CLASSES_WITH_NUMBERS;
    html.raw("<div class=\"scroll\"><table class=\"heat" + (large ? " large" : "") + "\">");
    html.raw("<thead><tr><th>true \\ predicted</th>");
    for (String name : names) {
      html.raw("<th><span>").text(name).raw("</span></th>");
    }
    html.raw("</tr></thead><tbody>\n");
    for (int row = 0; row < names.size(); row++) {
      html.raw("<tr><th>").text(names.get(row)).raw("</th>");
      double sum = sum(counts.get(row));
      for (int column = 0; column < names.size(); column++) {
        cell(html, counts.get(row).get(column).asLong(), sum, row == column);
      }
      html.raw("\n"); // ends of tr and td may be left out, which halves a large table
    }
    html.raw("</tbody></table></div>\n");
  }

  private static void cell(Html html, long count, double sum, boolean diagonal) {
    if (count == 0) {
      html.raw("<td>");
      return;
    }
    long shade = Math.max(1, Math.round(9 * Math.sqrt(count / sum)));
    html.raw("<td class=" + (diagonal ? "d" : "h") + shade + ">" + count);
  }

  private static double sum(JsonNode row) {
    double sum = 0;
    for (JsonNode count : row) {
      sum += count.asDouble();
    }
    return sum;
  }
}
