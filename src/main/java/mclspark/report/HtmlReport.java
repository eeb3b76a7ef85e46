package mclspark.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import mclspark.UserError;
import mclspark.report.page.Html;
import mclspark.report.page.Results;
import mclspark.report.page.RunData;
import mclspark.report.page.RunFolder;
import mclspark.report.page.Section;

/**
 * Writes {@code report.html} of a run: one file without references to anything outside, readable in
 * light and dark and on a phone.
 */
public final class HtmlReport {

  /** The page's name in the run's folder. */
  public static final String FILE_NAME = "report.html";

  private static final String METRICS = "metrics.jsonl";
  private static final String LINEAR = "linear/" + METRICS;

  private HtmlReport() {}

  /**
   * Writes the report of a run on this machine.
   *
   * @param run folder of the run; that of a linear job works too
   * @param linear folders of linear classification jobs outside the run's folder, oldest first;
   *     {@code linear/} inside it is found without being named
   * @return the page
   * @throws UserError if a metrics file is missing, empty or no metrics file, or the page cannot be
   *     written
   */
  public static Path write(Path run, List<Path> linear) {
    write(RunFolder.local(run), linear.stream().map(RunFolder::local).toList());
    return run.resolve(FILE_NAME);
  }

  /** As {@link #write(Path, List)}, on any file system; returns the page's path. */
  public static String write(RunFolder run, List<RunFolder> linear) {
    String page = render(results(run, linear));
    try {
      run.write(FILE_NAME, page.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UserError(
          run.path(FILE_NAME) + " cannot be written (" + e + "). Free space or mend its rights.",
          e);
    }
    return run.path(FILE_NAME);
  }

  private static Results results(RunFolder run, List<RunFolder> linear) {
    RunData runData = required(run);
    List<RunData> linearData = new ArrayList<>();
    read(run, LINEAR).ifPresent(content -> linearData.add(RunData.read(run.path(LINEAR), content)));
    for (RunFolder folder : linear) {
      if (!folder.path(METRICS).equals(run.path(LINEAR))) {
        linearData.add(required(folder));
      }
    }
    Map<String, byte[]> pictures = new HashMap<>();
    for (String file : PictureSections.FILES) {
      read(run, file).ifPresent(png -> pictures.put(file, png));
    }
    return new Results(runData, linearData, pictures);
  }

  private static RunData required(RunFolder folder) {
    String name = folder.path(METRICS);
    byte[] content =
        read(folder, METRICS)
            .orElseThrow(
                () ->
                    new UserError(
                        name
                            + " does not exist. Give the output folder of a run that has"
                            + " started."));
    return RunData.read(name, content);
  }

  private static Optional<byte[]> read(RunFolder folder, String file) {
    try {
      return folder.read(file);
    } catch (IOException e) {
      throw new UserError(
          folder.path(file) + " cannot be read (" + e + "). Check the path and its rights.", e);
    }
  }

  private static List<Section> sections(Results results) {
    List<Section> sections = new ArrayList<>();
    if (results.run().isSupervised()) {
      sections.addAll(SupervisedSections.all());
      sections.addAll(SupervisedTrainingSections.all());
      sections.add(SpeedSection.section());
    } else {
      sections.addAll(EvaluationSections.all());
      sections.addAll(TrainingSections.all());
      sections.add(SpeedSection.section());
      sections.add(ConfusionSection.section());
      sections.addAll(PictureSections.all());
    }
    sections.addAll(EventSections.all());
    sections.addAll(SettingsSections.all());
    return sections;
  }

  private static String render(Results results) {
    Html html = new Html();
    html.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';")
        .raw(" img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.raw("<meta name=\"color-scheme\" content=\"light dark\">\n");
    html.raw("<link rel=\"icon\" href=\"data:,\">\n");
    html.element("title", SummarySection.title(results));
    html.raw("<style>\n").raw(chartLibrary("uPlot.min.css")).raw(resource("report.css"));
    html.raw("</style>\n</head>\n<body>\n<main>\n");
    SummarySection.write(html, results);
    html.raw("<noscript><p class=\"bad\">The charts need JavaScript; the tables do not.</p>")
        .raw("</noscript>\n<nav>");
    List<Section> sections = sections(results);
    sections.forEach(
        section ->
            html.raw("<a href=\"#" + section.id() + "\">").text(section.title()).raw("</a> "));
    html.raw("</nav>\n");
    sections.forEach(section -> section.write(html, results));
    html.raw("</main>\n<script>\n").raw(chartLibrary("uPlot.iife.min.js")).raw("</script>\n");
    html.raw("<script>\n").raw(resource("report.js")).raw("</script>\n</body>\n</html>\n");
    return html.toString();
  }

  /** A file of uPlot's WebJar, whose version stands in its own properties. */
  private static String chartLibrary(String file) {
    Properties maven = new Properties();
    String properties = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";
    try (InputStream in = HtmlReport.class.getResourceAsStream(properties)) {
      if (in == null) {
        throw new IllegalStateException("the jar of uPlot is not on the class path");
      }
      maven.load(in);
    } catch (IOException e) {
      throw new IllegalStateException("the jar of uPlot cannot be read", e);
    }
    return resource(
        "/META-INF/resources/webjars/uplot/" + maven.getProperty("version") + "/dist/" + file);
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(name + " cannot be read", e);
    }
  }
}
