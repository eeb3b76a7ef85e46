package mclspark.report.page;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import mclspark.UserError;

/** A whole page: one file without references to anything outside. */
public final class Page {

  private Page() {}

  /**
   * Writes the page as text.
   *
   * @param head writes what stands above the sections
   * @param results handed to each section
   */
  public static String render(
      String title, Consumer<Html> head, List<Section> sections, Results results) {
    Html html = new Html();
    html.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';")
        .raw(" img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.raw("<meta name=\"color-scheme\" content=\"light dark\">\n");
    html.raw("<link rel=\"icon\" href=\"data:,\">\n");
    html.element("title", title);
    html.raw("<style>\n")
        .raw(chartLibrary("uPlot.min.css"))
        .raw(resource("/mclspark/report/report.css"));
    html.raw("</style>\n</head>\n<body>\n<main>\n");
    head.accept(html);
    html.raw("<noscript><p class=\"bad\">The charts need JavaScript; the tables do not.</p>")
        .raw("</noscript>\n<nav>");
    sections.forEach(
        section ->
            html.raw("<a href=\"#" + section.id() + "\">").text(section.title()).raw("</a> "));
    html.raw("</nav>\n");
    sections.forEach(section -> section.write(html, results));
    html.raw("</main>\n<script>\n").raw(chartLibrary("uPlot.iife.min.js")).raw("</script>\n");
    html.raw("<script>\n")
        .raw(resource("/mclspark/report/report.js"))
        .raw("</script>\n</body>\n</html>\n");
    return html.toString();
  }

  /**
   * Puts a page into a run's folder.
   *
   * @return its path
   * @throws UserError if it cannot be written
   */
  public static String write(RunFolder run, String name, String page) {
    try {
      run.write(name, page.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UserError(
          run.path(name) + " cannot be written (" + e + "). Free space or mend its rights.", e);
    }
    return run.path(name);
  }

  /** A file of uPlot's WebJar, whose version stands in its own properties. */
  private static String chartLibrary(String file) {
    Properties maven = new Properties();
    String properties = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";
    try (InputStream in = Page.class.getResourceAsStream(properties)) {
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
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(name + " cannot be read", e);
    }
  }
}
