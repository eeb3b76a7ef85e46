package mclspark.report.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import mclspark.UserError;
import mclspark.report.page.RunFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page on several runs. */
final class ComparisonTest {

  private static final String PLAIN =
      """
      {"kind":"run","name":"plain","job":"pretrain","config":{"moco":{"temperature":0.1},"seed":1},"versions":{"java":"17"},"epochs":2,"steps_per_epoch":2}
      {"kind":"knn","epoch":0,"peer":"0","top1":10}
      {"kind":"features","epoch":0,"peer":"0","rank_me":12.5}
      {"kind":"step","epoch":0,"step":0,"images":8,"seconds":2,"loss":9}
      {"kind":"step","epoch":0,"step":1,"images":8,"seconds":2,"loss":8}
      {"kind":"knn","epoch":1,"peer":"0","top1":30}
      {"kind":"knn","epoch":1,"peer":"1","top1":31.25}
      {"kind":"done","seconds":5}
      """;

  /** Stopped in its first epoch, with another temperature and a key that the other has not. */
  private static final String WARM =
      """
      {"kind":"run","name":"warm","job":"pretrain","config":{"moco":{"temperature":0.2,"queue":5},"seed":1},"versions":{"java":"17"},"epochs":2,"steps_per_epoch":2}
      {"kind":"step","epoch":0,"step":0,"images":8,"seconds":1,"loss":7}
      """;

  @TempDir Path folder;

  private Path run(String name, String metrics) throws IOException {
    Path run = Files.createDirectories(folder.resolve(name));
    Files.writeString(run.resolve("metrics.jsonl"), metrics);
    return run;
  }

  private static String page(Path... runs) throws IOException {
    List<RunFolder> folders = Arrays.stream(runs).map(RunFolder::local).toList();
    return Files.readString(Path.of(Comparison.write(folders)));
  }

  private static String section(String page, String id) {
    int start = page.indexOf("<section id=\"" + id + "\">");
    assertTrue(start >= 0, "no section " + id);
    return page.substring(start, page.indexOf("</section>", start));
  }

  private static void assertHas(String page, String part) {
    assertTrue(page.contains(part), page);
  }

  @Test
  void figuresOfFinishedAndUnfinishedRunsStandInOneTable() throws IOException {
    Path plain = run("a", PLAIN);
    Path linear = Files.createDirectory(plain.resolve("linear"));
    Files.writeString(
        linear.resolve("metrics.jsonl"),
        """
        {"kind":"linear","peer":"0","epoch":0,"top1":41.5}
        {"kind":"linear","peer":"untrained","epoch":0,"top1":17}
        """);
    String page = page(plain, run("b", WARM));
    String figures = section(page, "figures");
    assertHas(figures, "<tr><td>plain</td><td>pretrain</td><td class=\"n\">31.25</td>");
    assertHas(figures, "<td class=\"n\">41.50</td><td class=\"n\">17.00</td>");
    assertHas(figures, "<td>The run came to its end after 2 steps.</td>");
    assertHas(figures, "<tr><td>warm</td><td>pretrain</td><td class=\"n\">–</td>");
    assertHas(figures, "<td>The run is not at its end: 1 of 4 steps are recorded, so it is");
    assertTrue(Files.exists(plain.resolve("comparison.html")));
    assertFalse(Files.exists(plain.resolve("report.html")));
  }

  @Test
  void fineTunedRunsShowTheirAccuracyAndThatOfInitialWeights() throws IOException {
    Path plain = run("a", PLAIN);
    Path tuned =
        run(
            "tuned",
            """
            {"kind":"run","name":"tuned","job":"finetune","config":{"seed":1},"versions":{"java":"17"},"epochs":1,"steps_per_epoch":1}
            {"kind":"finetune","peer":"0","epoch":0,"top1":51.5}
            {"kind":"finetune","peer":"1","epoch":0,"top1":52.5}
            {"kind":"finetune","peer":"scratch","epoch":0,"top1":61}
            """);
    String page = page(plain, tuned);
    assertHas(
        section(page, "figures"),
        "<tr><td>tuned</td><td>finetune</td><td class=\"n\">–</td><td class=\"n\">–</td>"
            + "<td class=\"n\">–</td><td class=\"n\">52.50</td><td class=\"n\">61.00</td>");
    assertFalse(section(page, "accuracy").contains("Fine-tuned, best peer: no run"));
  }

  @Test
  void onlyKeysThatDifferAreListed() throws IOException {
    String differences = section(page(run("a", PLAIN), run("b", WARM)), "differences");
    assertHas(differences, "<td>moco.temperature</td><td class=\"n\">0.1</td>");
    assertHas(differences, "<td>moco.queue</td><td class=\"n\">–</td><td class=\"n\">5</td>");
    assertFalse(differences.contains("seed"), differences);
    assertFalse(differences.contains("java"), differences);
    String same = section(page(run("a", PLAIN), run("c", PLAIN)), "differences");
    assertHas(same, "The runs have the same configuration and versions.");
  }

  @Test
  void curvesOfAllRunsShareTheirCharts() throws IOException {
    String page = page(run("a", PLAIN), run("b", WARM));
    assertHas(section(page, "losses"), "\"data\":[[0,1],[9,8],[7,null]]");
    assertHas(section(page, "losses"), "\"data\":[[0],[12.5]]");
    assertHas(section(page, "accuracy"), "\"data\":[[1],[31.25]]");
    assertHas(section(page, "accuracy"), "Linear accuracy, best peer: no run has recorded any.");
  }

  @Test
  void supervisedRunsShowTheirTestAccuracy() throws IOException {
    String metrics =
        "{\"kind\":\"evaluation\",\"epoch\":0,\"top1\":[20,22.5],\"ensemble_top1\":23}\n";
    String page = page(run("a", metrics), run("b", metrics.replace("22.5", "19")));
    assertHas(section(page, "accuracy"), "\"data\":[[1],[22.5],[20]]");
    assertHas(section(page, "differences"), "No file has a &quot;run&quot; line");
  }

  @Test
  void runsOfOneNameAreCalledAfterTheirFolders() throws IOException {
    String figures = section(page(run("seed-1", PLAIN), run("seed-2", PLAIN)), "figures");
    assertHas(figures, "<tr><td>seed-1</td>");
    assertHas(figures, "<tr><td>seed-2</td>");
    String paths = section(page(run("x/r", PLAIN), run("y/r", PLAIN)), "figures");
    assertHas(paths, "<tr><td>" + folder.resolve("x/r") + "</td>");
  }

  @Test
  void missingRunsAndRunsNamedTwiceEndInOneSentence() throws IOException {
    Path plain = run("a", PLAIN);
    Path none = folder.resolve("none");
    UserError missing = assertThrows(UserError.class, () -> page(plain, none));
    assertEquals(
        none + "/metrics.jsonl does not exist. Give the output folder of a run that has started.",
        missing.getMessage());
    UserError twice = assertThrows(UserError.class, () -> page(plain, plain));
    assertEquals("The run of " + plain + " is named twice; name it once.", twice.getMessage());
  }

  @Test
  void namesFromTheDataAreEscaped() throws IOException {
    String evil = WARM.replace("warm", "</script><img src=x>").replace("0.2", "\"<img src=x>\"");
    assertFalse(page(run("a", PLAIN), run("b", evil)).contains("<img src=x>"));
  }
}
