package mclspark.report.drift;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import mclspark.report.page.Html;

/**
 * The page that shows a drift: numbers, and the new pictures that are farthest from all old ones.
 *
 * @param verdict a sentence
 * @param facts names to values
 * @param classes labels with their old and new rows; empty without labels
 * @param farthest the farthest first
 */
public record DriftPage(
    String verdict, List<List<String>> facts, List<List<String>> classes, List<Picture> farthest) {

  /**
   * A new row.
   *
   * @param id of it, as a rule the picture's path
   * @param nearest id of the nearest old row
   * @param distance 1 - cosine
   * @param bytes of the picture, JPEG or PNG; empty where it is not shown
   */
  public record Picture(String id, String nearest, double distance, byte[] bytes) {

    /** Copies the bytes. */
    public Picture {
      bytes = bytes.clone();
    }
  }

  /** The page as text: one file without references to anything outside. */
  public String text() {
    Html html = new Html();
    html.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';")
        .raw(" img-src data:; style-src 'unsafe-inline'\">\n");
    html.element("title", "Drift");
    html.raw("<style>body{font-family:sans-serif;margin:2em;max-width:70em}")
        .raw("td,th{padding:.2em .8em;text-align:left;vertical-align:top}")
        .raw("img{max-width:9em;max-height:9em}</style>\n</head>\n<body>\n");
    html.element("h1", "Drift").element("p", verdict);
    html.table(List.of("", ""), facts);
    if (!classes.isEmpty()) {
      html.element("h2", "Rows by class")
          .table(List.of("class", "old table", "new table"), classes);
    }
    html.element("h2", "New rows farthest from all old ones");
    html.raw("<table><tr><th>picture</th><th>distance</th><th>row, nearest old row</th></tr>\n");
    farthest.forEach(picture -> write(html, picture));
    return html.raw("</table>\n</body>\n</html>\n").toString();
  }

  private static void write(Html html, Picture picture) {
    html.raw("<tr><td>");
    if (picture.bytes().length > 0) {
      boolean png = picture.bytes()[0] == (byte) 0x89;
      html.raw("<img alt=\"\" src=\"data:image/" + (png ? "png" : "jpeg") + ";base64,")
          .raw(Base64.getEncoder().encodeToString(picture.bytes()))
          .raw("\">");
    }
    html.raw("</td><td>").text(String.format(Locale.ROOT, "%.4f", picture.distance()));
    html.raw("</td><td>").text(picture.id()).raw("<br>").text(picture.nearest());
    html.raw("</td></tr>\n");
  }
}
