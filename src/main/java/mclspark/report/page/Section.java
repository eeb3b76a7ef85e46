package mclspark.report.page;

import java.util.function.BiConsumer;

/**
 * One part of the page, under a heading of its own.
 *
 * @param id anchor, unique in the page
 * @param title heading
 * @param body writes what stands below the heading, a sentence where there is no data
 */
public record Section(String id, String title, BiConsumer<Html, Results> body) {

  /** Writes heading and body. */
  public void write(Html html, Results results) {
    html.raw("<section id=\"").text(id).raw("\">\n").element("h2", title);
    body.accept(html, results);
    html.raw("</section>\n");
  }
}
