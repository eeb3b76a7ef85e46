package mclspark.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

  private static final Finding DISK = new Finding(Part.MACHINE, "disk", Level.OK, "Fast.");
  private static final Finding OTHER = new Finding(Part.MACHINE, "disk", Level.NOTE, "Slow.");
  private static final Finding TORCH =
      new Finding(Part.LIBRARIES, "libtorch", Level.PROBLEM, "word ".repeat(31).strip() + ".");

  @Test
  void theTextHasThePartsAndTheVerdict() {
    assertEquals(
        """
        Machine
          ok       disk          Fast.
        Libraries
          PROBLEM  libtorch      word word word word word word word word word word word word word word word
                                 word word word word word word word word word word word word word word word
                                 word.
        0 notes, 1 problem: mend what is marked as a problem before a training.
        """,
        Report.of(List.of(DISK, TORCH)).text());
    assertFalse(Report.of(List.of(DISK, TORCH)).canTrain());
  }

  @Test
  void notesForbidNothing() {
    Report report = Report.of(List.of(DISK, OTHER));
    assertTrue(report.canTrain());
    assertEquals("1 note, no problem: this machine can train.", report.verdict());
  }

  @Test
  void whatProcessesShareIsToldOnce() {
    Finding loader = new Finding(Part.RATES, "loader", Level.OK, "Some.");
    Report report =
        Report.of(
            List.<Examined>of(
                new Examined("a", List.of(DISK, loader)),
                new Examined("b", List.of(OTHER, loader)),
                new Examined("c", List.of(DISK, loader))));
    assertEquals(
        """
        Machine
          ok       disk          Fast. [a, c]
          note     disk          Slow. [b]
        Rates
          ok       loader        Some. [all 3]
        1 note, no problem: all can train.
        """,
        report.text());
  }

  @Test
  void machinesThatComputeOtherwiseAreNoted() {
    Finding one = new Finding(Part.LIBRARIES, "arithmetic", Level.OK, "AVX2.");
    Finding two = new Finding(Part.LIBRARIES, "arithmetic", Level.OK, "AVX512.");
    Report report =
        Report.of(
            List.<Examined>of(new Examined("a", List.of(one)), new Examined("b", List.of(two))));
    assertEquals(3, report.entries().size());
    assertEquals(Level.NOTE, report.entries().get(2).finding().level());
    assertTrue(report.text().contains("The machines differ here"), report.text());
  }

  @Test
  void jsonHasTheSame() throws Exception {
    JsonNode tree = new ObjectMapper().readTree(Report.of(List.of(DISK, TORCH)).json());
    assertFalse(tree.get("can_train").asBoolean());
    JsonNode first = tree.get("findings").get(0);
    assertEquals("machine", first.get("part").asText());
    assertEquals("disk", first.get("subject").asText());
    assertEquals("ok", first.get("level").asText());
    assertEquals("Fast.", first.get("sentence").asText());
    assertFalse(first.has("places"));
    Report several = Report.of(List.<Examined>of(new Examined("a", List.of(DISK))));
    assertEquals(
        "a", new ObjectMapper().readTree(several.json()).at("/findings/0/places/0").asText());
  }
}
