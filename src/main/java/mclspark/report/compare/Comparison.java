package mclspark.report.compare;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import mclspark.UserError;
import mclspark.report.page.Html;
import mclspark.report.page.Numbers;
import mclspark.report.page.Page;
import mclspark.report.page.Results;
import mclspark.report.page.RunFolder;
import mclspark.report.page.RunReader;

/** Writes {@code comparison.html}: several runs in one page. */
public final class Comparison {

  /** The page's name in the folder of the first run. */
  public static final String FILE_NAME = "comparison.html";

  private static final int COLOURS = 6;

  private Comparison() {}

  /**
   * Writes the page into the folder of the first run.
   *
   * @param folders at least two runs of any job; linear jobs lie in {@code linear/} of their run or
   *     are named like runs
   * @return the page's path
   * @throws UserError if a folder is named twice, a metrics file is missing, empty or no metrics
   *     file, or the page cannot be written
   */
  public static String write(List<RunFolder> folders) {
    requireDifferent(folders);
    List<Results> results =
        folders.stream().map(run -> RunReader.read(run, List.of(), none -> List.of())).toList();
    List<String> labels = labels(results);
    List<ComparedRun> runs = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      runs.add(new ComparedRun(labels.get(i), "s" + (i % COLOURS + 1), results.get(i)));
    }
    String title = "Comparison of " + Numbers.counted(runs.size(), "run");
    String page =
        Page.render(
            title, html -> head(html, title), new ComparisonSections(runs).all(), results.get(0));
    return Page.write(folders.get(0), FILE_NAME, page);
  }

  private static void head(Html html, String title) {
    html.raw("<header>\n").element("h1", title).raw("</header>\n");
  }

  private static void requireDifferent(List<RunFolder> folders) {
    Set<String> seen = new HashSet<>();
    for (RunFolder folder : folders) {
      String path = folder.path(FILE_NAME);
      if (!seen.add(path)) {
        throw new UserError(
            "The run of "
                + path.substring(0, path.lastIndexOf('/'))
                + " is named twice; name it once.");
      }
    }
  }

  /** Names of the runs if these differ, else of their folders, else the folders' whole paths. */
  private static List<String> labels(List<Results> results) {
    List<Function<Results, String>> choices =
        List.of(
            run -> run.run().last("run").map(event -> event.text("name")).orElse(""),
            run -> folder(run).substring(folder(run).lastIndexOf('/') + 1));
    for (Function<Results, String> choice : choices) {
      List<String> labels = results.stream().map(choice).toList();
      if (new HashSet<>(labels).size() == labels.size() && !labels.contains("")) {
        return labels;
      }
    }
    return results.stream().map(Comparison::folder).toList();
  }

  /** The run's folder. */
  static String folder(Results run) {
    String metrics = run.run().name();
    return metrics.substring(0, Math.max(0, metrics.lastIndexOf('/')));
  }
}
