package mclspark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where {@code mcl report} reads and writes. */
final class ReportCommandTest {

  private final Program program = new Program();

  @TempDir Path folder;

  private Path run(String name, String line) throws IOException {
    Path run = Files.createDirectory(folder.resolve(name));
    Files.writeString(run.resolve("metrics.jsonl"), line + "\n");
    return run;
  }

  @Test
  void pageLiesInTheFolderOfTheRun() throws IOException {
    Path run = run("a run", "{\"kind\": \"done\", \"step\": 3}");
    assertEquals(0, program.run("report", run.toString()), program.err());
    assertEquals("Report: " + run.resolve("report.html") + "\n", program.out());
    assertTrue(Files.readString(run.resolve("report.html")).startsWith("<!DOCTYPE html>"));
    try (Stream<Path> files = Files.list(run)) {
      assertEquals(
          List.of("metrics.jsonl", "report.html"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void addressesOfFilesAreFoldersToo() throws IOException {
    Path run = run("run", "{\"kind\": \"done\"}");
    assertEquals(0, program.run("report", run.toUri().toString()), program.err());
    assertTrue(Files.exists(run.resolve("report.html")));
  }

  /** A job on a part of the labels stands in the table of labels and nowhere else. */
  @Test
  void jobsOnFewLabelsAreComparedInTheSamePage() throws IOException {
    Path run = run("run", "{\"kind\": \"done\"}");
    Path linear =
        run("linear", "{\"kind\": \"linear\", \"peer\": 0, \"epoch\": 0, \"top1\": 12.34}");
    String few = "\"config\": {\"seed\": 0, \"data\": {\"label_fraction\": 0.1}}}\n";
    Path tenth =
        run(
            "tenth",
            "{\"kind\": \"run\", \"job\": \"linear\", %s".formatted(few)
                + "{\"kind\": \"linear\", \"peer\": 0, \"epoch\": 0, \"top1\": 11.11}\n");
    Path tuned =
        run(
            "tuned",
            "{\"kind\": \"run\", \"job\": \"finetune\", %s".formatted(few)
                + "{\"kind\": \"finetune\", \"peer\": 0, \"epoch\": 0, \"top1\": 56.78}\n"
                + "{\"kind\": \"finetune\", \"peer\": \"scratch\", \"epoch\": 0, \"top1\": 34.5}\n"
                + "{\"kind\": \"confusion\", \"peer\": 0, \"classes\": [\"odd\"], \"counts\":"
                + " [[7]]}");
    assertEquals(
        0,
        program.run("report", run.toString(), "--labels", "" + linear, "" + tenth, "" + tuned),
        program.err());
    String page = Files.readString(run.resolve("report.html"));
    String labels = page.substring(page.indexOf("<section id=\"labels\">"));
    labels = labels.substring(0, labels.indexOf("</section>"));
    assertTrue(labels.contains("11.11") && labels.contains("56.78"), labels);
    assertTrue(labels.contains("34.50") && labels.contains("+22.3"), labels);
    String linearSection = page.substring(page.indexOf("<section id=\"linear\">"));
    linearSection = linearSection.substring(0, linearSection.indexOf("</section>"));
    assertTrue(linearSection.contains("12.34"), linearSection);
    assertFalse(linearSection.contains("11.11"), linearSection);
    assertFalse(page.contains("odd"), "the confusion of another network");
    assertTrue(page.contains("Fine-tuned with 10\u00a0% of the labels, the encoder reaches 56.78"));
  }

  @Test
  void linearJobsAreInTheSamePage() throws IOException {
    Path run = run("run", "{\"kind\": \"done\"}");
    Path first = run("first", "{\"kind\": \"linear\", \"peer\": 0, \"epoch\": 0, \"top1\": 12.34}");
    Path second =
        run("second", "{\"kind\": \"linear\", \"peer\": 1, \"epoch\": 0, \"top1\": 56.78}");
    assertEquals(
        0,
        program.run("report", run.toString(), "--linear", first.toString(), second.toString()),
        program.err());
    String page = Files.readString(run.resolve("report.html"));
    assertTrue(page.contains("12.34"));
    assertTrue(page.contains("56.78"));
  }

  @Test
  void severalRunsAreCompared() throws IOException {
    Path first = run("first", "{\"kind\": \"done\"}");
    Path second = run("second", "{\"kind\": \"done\"}");
    assertEquals(0, program.run("report", first.toString(), second.toString()), program.err());
    assertEquals("Report: " + first.resolve("comparison.html") + "\n", program.out());
    Program linear = new Program();
    assertEquals(
        2, linear.run("report", first.toString(), second.toString(), "--linear", "elsewhere"));
    assertEquals(
        "--linear goes with one run, not with 2. Name linear jobs to compare like runs; those in"
            + " RUN/linear are found.\n",
        linear.err());
  }

  /** A list of folders ends at the next option, known or not. */
  @Test
  void linearTakesNoOptionAndNoOtherRun() throws IOException {
    Path run = run("run", "{\"kind\": \"done\"}");
    Path job = run("job", "{\"kind\": \"linear\", \"peer\": 0, \"epoch\": 0, \"top1\": 12.34}");
    assertEquals(2, program.run("report", run.toString(), "--linear", job.toString(), "--nosuch"));
    assertTrue(program.err().startsWith("Unknown option: '--nosuch'"), program.err());
    Program twice = new Program();
    assertEquals(
        0,
        twice.run("report", run.toString(), "--linear", job.toString(), "--linear=" + job),
        twice.err());
    Path other = run("other", "{\"kind\": \"run\", \"job\": \"pretrain\"}");
    Program mixed = new Program();
    assertEquals(
        2, mixed.run("report", run.toString(), "--linear", job.toString(), other.toString()));
    assertEquals(
        other
            + "/metrics.jsonl is of a job \"pretrain\", not of linear classification. Name runs to"
            + " compare before --linear.\n",
        mixed.err());
  }

  @Test
  void mistakesEndWithTwo() {
    String none = folder.resolve("none").toString();
    assertEquals(2, program.run("report", none));
    assertEquals(
        none + "/metrics.jsonl does not exist. Give the output folder of a run that has started.\n",
        program.err());
    Program scheme = new Program();
    assertEquals(2, scheme.run("report", "nosuch://host/run"));
    assertTrue(
        scheme.err().startsWith("The folder \"nosuch://host/run\" cannot be reached ("),
        scheme.err());
    Program empty = new Program();
    assertEquals(2, empty.run("report", ""));
    assertTrue(empty.err().startsWith("The folder \"\" cannot be reached ("), empty.err());
  }
}
