package mclspark.report.page;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class ColumnsTest {

  private static Event event(int step, double loss) {
    ObjectNode fields = new ObjectMapper().createObjectNode();
    fields.put("step", step).put("loss", loss);
    return new Event("step", fields);
  }

  @Test
  void repeatedStepReplacesItAndAllAfterIt() {
    Columns columns = new Columns("step", "loss");
    for (int step = 0; step < 5; step++) {
      columns.add(event(step, step));
    }
    columns.add(event(2, 20));
    columns.add(event(3, 30));
    assertArrayEquals(new double[] {0, 1, 2, 3}, columns.of("step"));
    assertArrayEquals(new double[] {0, 1, 20, 30}, columns.of("loss"));
  }

  @Test
  void meansCoverAllRowsAndLeaveOutWhatIsNoNumber() {
    Columns columns = new Columns("step", "loss");
    for (int step = 0; step < 37; step++) {
      columns.add(event(step, step < 4 || step == 36 ? Double.NaN : 1 + step % 2));
    }
    assertEquals(4, columns.stride(10));
    double[] means = columns.means("loss", 10);
    assertArrayEquals(
        new double[] {Double.NaN, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, Double.NaN}, means);
  }

  @Test
  void rowsWithoutKeyAreLeftOut() {
    Columns columns = new Columns("epoch", "loss");
    columns.add(event(1, 1));
    assertEquals(0, columns.rows());
  }
}
