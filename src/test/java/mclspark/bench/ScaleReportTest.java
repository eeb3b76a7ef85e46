package mclspark.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScaleReportTest {

  private static final int BYTES = 4_000_000;

  /** 1 ms a worker for each work, and as many MB. */
  private static ScaleBench.Point point(int workers, double setUp) {
    ScaleBench.Cost cost = new ScaleBench.Cost(7, workers);
    ScaleBench.Cost sum = new ScaleBench.Cost(7, 3 * workers);
    return new ScaleBench.Point(
        workers, new ScaleBench.Cost(5, setUp), cost, sum, 1e6 * workers * workers);
  }

  @Test
  void rowsTellWhatTheModelWasFittedOnAndHowFarItIsOffElsewhere() {
    List<ScaleBench.Point> points =
        List.of(point(16, 20), point(24, 24), point(32, 16), point(80, 80));
    StringWriter text = new StringWriter();
    new ScaleReport(new PrintWriter(text))
        .table(points, ScaleModel.of(points.get(1), points.get(3), BYTES));
    List<String> rows = text.toString().lines().filter(line -> line.matches(" +\\d.*")).toList();
    assertEquals(4, rows.size(), text.toString());
    assertTrue(rows.get(0).matches(" +16 check +5\\.0 +20 \\(-20 %\\) .*"), rows.get(0));
    assertTrue(rows.get(1).matches(" +24 fitted +5\\.0 +24 \\(\\+0 %\\) .*"), rows.get(1));
    assertTrue(rows.get(2).matches(" +32 check +5\\.0 +16 \\(\\+100 %\\) .*"), rows.get(2));
    assertTrue(rows.get(3).matches(" +80 fitted +5\\.0 +80 \\(\\+0 %\\) .*"), rows.get(3));
    assertTrue(text.toString().contains("fitted on 24 and 80 workers"), text.toString());
  }
}
