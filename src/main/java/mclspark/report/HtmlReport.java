package mclspark.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mclspark.report.features.FeatureSections;
import mclspark.report.page.Page;
import mclspark.report.page.Results;
import mclspark.report.page.RunData;
import mclspark.report.page.RunFolder;
import mclspark.report.page.RunReader;
import mclspark.report.page.Section;

/**
 * Writes {@code report.html} of a run: one file without references to anything outside, readable in
 * light and dark and on a phone.
 */
public final class HtmlReport {

  /** The page's name in the run's folder. */
  public static final String FILE_NAME = "report.html";

  private HtmlReport() {}

  /**
   * Writes the report of a run on this machine.
   *
   * @param run folder of the run; that of a linear job works too
   * @param linear folders of linear classification jobs outside the run's folder, oldest first;
   *     {@code linear/} inside it is found without being named
   * @return the page
   * @throws mclspark.UserError if a metrics file is missing, empty or no metrics file, or the page
   *     cannot be written
   */
  public static Path write(Path run, List<Path> linear) {
    write(RunFolder.local(run), linear.stream().map(RunFolder::local).toList());
    return run.resolve(FILE_NAME);
  }

  /** As {@link #write(Path, List)}, on any file system; returns the page's path. */
  public static String write(RunFolder run, List<RunFolder> linear) {
    Results results = RunReader.read(run, linear, HtmlReport::files);
    String page =
        Page.render(
            SummarySection.title(results),
            html -> SummarySection.write(html, results),
            sections(results),
            results);
    return Page.write(run, FILE_NAME, page);
  }

  /** What else the page shows of the run's folder. */
  private static List<String> files(RunData run) {
    List<String> files = new ArrayList<>(PictureSections.FILES);
    files.addAll(FeatureSections.files(run));
    return files;
  }

  private static List<Section> sections(Results results) {
    List<Section> sections = new ArrayList<>();
    if (results.run().isSupervised()) {
      sections.addAll(SupervisedSections.all());
      sections.addAll(SupervisedTrainingSections.all());
      sections.add(SpeedSection.section());
    } else {
      sections.addAll(EvaluationSections.all());
      sections.addAll(FeatureSections.all());
      sections.addAll(TrainingSections.all());
      sections.add(SpeedSection.section());
      sections.add(ConfusionSection.section());
      sections.addAll(PictureSections.all());
    }
    sections.addAll(EventSections.all());
    sections.addAll(SettingsSections.all());
    return sections;
  }
}
