package mclspark.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScaleModelTest {

  private static final int BYTES = 1_000_000;
  private static final double DELTA = 1e-9;

  /** 2 ms a worker and 0.5 an end; 1 ms and 0.25 an end; 3 ns a byte; 100 bytes and 10 an end. */
  private static ScaleBench.Point point(int workers) {
    double ends = workers * (workers - 1.0);
    double word = 1 + 0.25 * ends;
    return new ScaleBench.Point(
        workers,
        2 * workers + 0.5 * ends,
        word,
        word + 3e-6 * 2 * BYTES * (workers - 1),
        100 * workers + 10 * ends);
  }

  @Test
  void groupsThatFollowTheModelAreExpectedAsTheyAre() {
    ScaleModel model = ScaleModel.of(point(8), point(16), BYTES);
    for (int workers : new int[] {8, 16, 64, 512}) {
      ScaleBench.Point expected = model.expected(workers);
      ScaleBench.Point right = point(workers);
      assertEquals(1, expected.setUpMillis() / right.setUpMillis(), DELTA);
      assertEquals(1, expected.wordMillis() / right.wordMillis(), DELTA);
      assertEquals(1, expected.sumMillis() / right.sumMillis(), DELTA);
      assertEquals(1, expected.memoryBytes() / right.memoryBytes(), DELTA);
    }
  }

  @Test
  void aWorkerOfAClusterHasItsOwnEndsAndBytes() {
    ScaleModel model = ScaleModel.of(point(8), point(16), BYTES);
    ScaleModel.Worker slow = model.onCluster(5, 1e8, 1);
    assertEquals(5, slow.connections());
    assertEquals(100 + 4 * 10, slow.memoryBytes(), DELTA);
    assertEquals(2 + 4 * 0.5, slow.setUpMillis(), DELTA);
    assertEquals(4 * 0.25 + 1280, slow.sumMillis(), 1e-6, "1.6e8 bytes at 1 Gbit/s");
    assertEquals(4 * 0.25 + 480, model.onCluster(5, 1e8, 100).sumMillis(), 1e-6, "3 ns a byte");
  }

  @Test
  void groupsAreMeasuredWhole() throws Exception {
    List<ScaleBench.Point> points = new ArrayList<>();
    ScaleBench.run(List.of(2, 3), 4000, 1, points::add);
    assertEquals(List.of(2, 3), points.stream().map(ScaleBench.Point::workers).toList());
    for (ScaleBench.Point point : points) {
      assertTrue(point.setUpMillis() > 0 && point.wordMillis() > 0 && point.sumMillis() > 0);
    }
  }
}
