package mclspark.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Builds a page; all text that is given to it is escaped, but what {@link #raw} takes. */
public final class Html {

  /** A number with or without a unit, or a duration of two numbers with their units. */
  private static final Pattern NUMBER =
      Pattern.compile("–|([-+]?[0-9.\u202f]+(E-?[0-9]+)?( ?[a-zA-Z%]{1,3})?( |$))+");

  private final StringBuilder page = new StringBuilder();

  /** The text with the five characters replaced that mean something in HTML. */
  public static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      switch (letter) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(letter);
      }
    }
    return escaped.toString();
  }

  /** Markup or script of our own. */
  public Html raw(String markup) {
    page.append(markup);
    return this;
  }

  /** Text from anywhere. */
  public Html text(String text) {
    page.append(escape(text));
    return this;
  }

  /** One element with text in it. */
  public Html element(String tag, String text) {
    return raw("<" + tag + ">").text(text).raw("</" + tag + ">\n");
  }

  /** A paragraph that says why something is not there. */
  public Html missing(String why) {
    return raw("<p class=\"missing\">").text(why).raw("</p>\n");
  }

  /** A paragraph in smaller letters that explains what stands above or below it. */
  public Html caption(String text) {
    return raw("<p class=\"caption\">").text(text).raw("</p>\n");
  }

  /**
   * A table. Columns are set to the right when all their cells look like numbers.
   *
   * @param rows each as long as {@code head}
   */
  public Html table(List<String> head, List<List<String>> rows) {
    List<String> classes = new ArrayList<>();
    raw("<div class=\"scroll\"><table><thead><tr>");
    for (int column = 0; column < head.size(); column++) {
      classes.add(numeric(rows, column) ? " class=\"n\"" : "");
      raw("<th" + classes.get(column) + ">").text(head.get(column)).raw("</th>");
    }
    raw("</tr></thead><tbody>\n");
    for (List<String> row : rows) {
      raw("<tr>");
      for (int column = 0; column < row.size(); column++) {
        raw("<td" + classes.get(column) + ">").text(row.get(column)).raw("</td>");
      }
      raw("</tr>\n");
    }
    return raw("</tbody></table></div>\n");
  }

  private static boolean numeric(List<List<String>> rows, int column) {
    return rows.stream().allMatch(row -> NUMBER.matcher(row.get(column)).matches());
  }

  @Override
  public String toString() {
    return page.toString();
  }
}
