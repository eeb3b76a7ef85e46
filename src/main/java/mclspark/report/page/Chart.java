package mclspark.report.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A line chart: its numbers are written into the page as JSON and drawn by report.js with uPlot.
 *
 * @param title what it shows
 * @param xLabel title of the x axis
 * @param yLabel title of the y axis, with the unit
 * @param x rising
 * @param lines each as long as {@code x}; a number that is not finite is a gap
 */
public record Chart(String title, String xLabel, String yLabel, double[] x, List<Line> lines) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final MathContext DIGITS = new MathContext(5);

  /** One line: its legend, the style sheet's colour, its numbers. */
  public record Line(String label, String colour, double[] y) {}

  /** A chart of lines with x values of their own; x is their union. */
  public static Chart union(
      String title, String xLabel, String yLabel, List<double[]> xs, List<Line> lines) {
    double[] x = xs.stream().flatMapToDouble(Arrays::stream).sorted().distinct().toArray();
    List<Line> spread = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      double[] y = new double[x.length];
      Arrays.fill(y, Double.NaN);
      for (int j = 0; j < xs.get(i).length; j++) {
        y[Arrays.binarySearch(x, xs.get(i)[j])] = lines.get(i).y()[j];
      }
      spread.add(new Line(lines.get(i).label(), lines.get(i).colour(), y));
    }
    return new Chart(title, xLabel, yLabel, x, spread);
  }

  /** Writes the place of the chart and its numbers. */
  public void write(Html html) {
    ObjectNode root = JSON.createObjectNode();
    root.put("x_label", xLabel).put("y_label", yLabel);
    ArrayNode series = root.putArray("series");
    ArrayNode data = root.putArray("data");
    data.add(numbers(x));
    for (Line line : lines) {
      series.addObject().put("label", line.label()).put("colour", line.colour());
      data.add(numbers(line.y()));
    }
    html.raw("<figure class=\"chart\"><figcaption>").text(title).raw("</figcaption>\n");
    html.raw("<div class=\"plot\" role=\"img\" aria-label=\"").text(title).raw("\"></div>");
    // A text must not be able to end the script element.
    html.raw("<script type=\"application/json\">")
        .raw(root.toString().replace("<", "\\u003c"))
        .raw("</script></figure>\n");
  }

  private static ArrayNode numbers(double[] values) {
    ArrayNode array = JSON.createArrayNode();
    for (double value : values) {
      if (!Double.isFinite(value)) {
        array.addNull();
      } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
        array.add((long) value);
      } else {
        array.add(new BigDecimal(value).round(DIGITS));
      }
    }
    return array;
  }
}
