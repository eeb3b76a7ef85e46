package mclspark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import mclspark.doctor.Examination;
import mclspark.doctor.Examined;
import mclspark.doctor.Finding;
import mclspark.doctor.Level;
import mclspark.doctor.Part;
import mclspark.doctor.Report;
import mclspark.run.WorkerEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code mcl doctor} prints and how it ends. */
@Timeout(240)
final class DoctorCommandTest {

  @TempDir private Path folder;

  @Test
  void thePartsComeInTheirOrder() {
    Program program = new Program();
    int code = program.run("doctor", "--quick", "--disk", folder.toString());
    assertEquals(0, code, program.out());
    assertTrue(
        program
            .out()
            .matches(
                "(?s)Machine\n.* processor .* disk .*Libraries\n.* libtorch .*GPUs\n.* driver .*"
                    + "\n\\d notes?, no problem: this machine can train\\.\n"),
        program.out());
    assertFalse(program.out().contains("Self-test"), program.out());
  }

  @Test
  void theSelfTestAndTheRatesOfASmallTraining() throws Exception {
    Program program = new Program();
    String[] arguments = {
      "doctor", "--json", "--disk", folder.toString(), "--preset", "quickstart"
    };
    assertEquals(0, program.run(arguments), program.out());
    JsonNode tree = new ObjectMapper().readTree(program.out());
    assertTrue(tree.get("can_train").asBoolean());
    List<String> subjects =
        tree.findValues("subject").stream().map(JsonNode::asText).distinct().toList();
    assertTrue(
        subjects.containsAll(
            List.of(
                "step on CPU",
                "sum by TCP",
                "sum by memory",
                "decoding",
                "loader",
                "training",
                "balance")),
        subjects.toString());
    assertTrue(program.err().contains("Self-test: step on CPU\n"), program.err());
  }

  @Test
  void aGpuThatIsWantedAndMissingEndsWithTwo() {
    assumeTrue(WorkerEnvironment.visibleGpus() == 0, "there is a GPU");
    Program program = new Program();
    assertEquals(
        2,
        program.run("doctor", "--quick", "--disk", folder.toString(), "ranks.device=gpu"),
        program.out());
    assertTrue(program.out().contains("PROBLEM  driver"), program.out());
    assertTrue(program.out().endsWith("before a training.\n"), program.out());
  }

  @Test
  void executorsAreAskedBySpark() {
    Finding finding = new Finding(Part.MACHINE, "disk", Level.PROBLEM, "Full.");
    DoctorCommand.Cluster cluster =
        (Examination what, int executors) -> {
          assertFalse(what.trial());
          return Report.of(
              List.<Examined>of(new Examined("host, executor " + executors, List.of(finding))));
        };
    Program program = new Program(new DoctorCommand(cluster));
    assertEquals(2, program.run("doctor", "--executors", "--expect=3", "--quick"), program.err());
    assertTrue(
        program.out().startsWith("Machine\n  PROBLEM  disk          Full.\n"), program.out());
    Program json = new Program(new DoctorCommand(cluster));
    assertEquals(2, json.run("doctor", "--quick", "--json", "--executors"), json.err());
    assertTrue(json.out().contains("\"host, executor 0\""), json.out());
  }

  @Test
  void mistakesAreToldInASentence() {
    Program negative = new Program();
    assertEquals(2, negative.run("doctor", "--executors", "--expect=0"));
    assertEquals("--expect is 0; it must be at least 1.\n", negative.err());
    Program alone = new Program();
    assertEquals(2, alone.run("doctor", "--expect", "2"));
    assertEquals("--expect is for --executors; give both.\n", alone.err());
    Program other = new Program();
    assertEquals(2, other.run("doctor", "--preset", "lincls-resnet18"));
    assertEquals(
        "conf/presets/lincls-resnet18.yaml: job is linear, but doctor compares a machine with what"
            + " pre-training needs; choose a preset or a file whose job is pretrain.\n",
        other.err());
    Program key = new Program();
    assertEquals(2, key.run("doctor", "ranks.thread=2"));
    assertTrue(key.err().contains("ranks.threads"), key.err());
  }
}
