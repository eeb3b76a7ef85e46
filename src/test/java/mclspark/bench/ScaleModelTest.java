package mclspark.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ScaleModelTest {

  private static final int BYTES = 1_000_000;
  private static final double DELTA = 1e-9;

  /**
   * 2 ms a worker and 0.5 an end; 0.25 ms an end and 0.01 for each other; 3 ns a byte; 100 bytes
   * and 10 an end, and the chunks, of which 8 others have 1 MB, 32 others 8 MB together, and more
   * 256 KB each.
   */
  private static ScaleBench.Point point(int workers) {
    double ends = workers * (workers - 1.0);
    double word = 0.25 * ends + 0.01 * ends * (workers - 1);
    double chunk = Math.min(1 << 20, Math.max(1 << 18, (8 << 20) / (workers - 1)));
    return new ScaleBench.Point(
        workers,
        new ScaleBench.Cost(Double.NaN, 2 * workers + 0.5 * ends),
        new ScaleBench.Cost(Double.NaN, word),
        new ScaleBench.Cost(Double.NaN, word + 3e-6 * 2 * BYTES * (workers - 1)),
        100 * workers + (10 + chunk) * ends);
  }

  @Test
  void groupsThatFollowTheModelAreExpectedAsTheyAre() {
    ScaleModel model = ScaleModel.of(point(8), point(16), BYTES);
    for (int workers : new int[] {2, 8, 16, 33, 64, 512}) {
      ScaleModel.Group expected = model.expected(workers);
      ScaleBench.Point right = point(workers);
      assertEquals(1, expected.setUpMillis() / right.setUp().cpuMillis(), DELTA);
      assertEquals(1, expected.wordMillis() / right.word().cpuMillis(), DELTA);
      assertEquals(1, expected.sumMillis() / right.sum().cpuMillis(), DELTA);
      assertEquals(1, expected.memoryBytes() / right.memoryBytes(), DELTA);
    }
  }

  @Test
  void aWorkerOfAClusterHasItsOwnEndsAndBytes() {
    ScaleModel model = ScaleModel.of(point(8), point(16), BYTES);
    ScaleModel.Worker slow = model.onCluster(5, 1e8, 1);
    assertEquals(5, slow.connections());
    assertEquals(100 + 4 * (10 + (1 << 20)), slow.memoryBytes(), DELTA);
    assertEquals(2 + 4 * 0.5, slow.setUpMillis(), DELTA);
    assertEquals(1 + 0.16 + 1280, slow.sumMillis(), 1e-6, "1.6e8 bytes at 1 Gbit/s");
    assertEquals(1 + 0.16 + 480, model.onCluster(5, 1e8, 100).sumMillis(), 1e-6, "3 ns a byte");
  }

  /** A cost that falls with the size, or rises faster than the ends, is noise; none is below 0. */
  @Test
  void noPartOfACostIsBelowNothing() {
    ScaleModel flat = ScaleModel.of(costs(10, 40), costs(20, 60), BYTES);
    assertEquals(0, flat.setUpPerEnd());
    assertEquals(3.5, flat.setUpPerWorker(), DELTA, "4 and 3 a worker");
    ScaleModel steep = ScaleModel.of(costs(11, 110), costs(21, 840), BYTES);
    assertEquals(0, steep.setUpPerWorker());
    assertEquals(1.5, steep.setUpPerEnd(), DELTA, "1 and 2 an end");
  }

  private static ScaleBench.Point costs(int workers, double setUp) {
    ScaleBench.Cost none = new ScaleBench.Cost(0, 0);
    return new ScaleBench.Point(workers, new ScaleBench.Cost(0, setUp), none, none, 0);
  }

  @Test
  void groupsAreMeasuredWhole() throws Exception {
    ScaleBench.Result result = ScaleBench.run(List.of(2, 3), 4000, 1, 2);
    assertEquals(3, result.cold().workers());
    assertEquals(List.of(2, 3), result.points().stream().map(ScaleBench.Point::workers).toList());
    for (ScaleBench.Point point : result.points()) {
      for (ScaleBench.Cost cost : List.of(point.setUp(), point.word(), point.sum())) {
        assertTrue(cost.wallMillis() > 0 && cost.cpuMillis() > 0, point.toString());
      }
    }
  }

  /** What else the machine did in one pass is not in the median. */
  @Test
  void pointsAreMediansOfEachNumber() {
    ScaleBench.Point median =
        ScaleBench.Point.median(List.of(costs(4, 5), costs(4, 900), costs(4, 7)));
    assertEquals(costs(4, 7), median);
  }
}
