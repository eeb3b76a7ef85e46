package mclspark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
