package mclspark.report;

import java.util.Base64;
import java.util.List;
import mclspark.report.page.Html;
import mclspark.report.page.Numbers;
import mclspark.report.page.Results;
import mclspark.report.page.Section;

/** Pictures that the run left in its folder, written into the page. */
final class PictureSections {

  /** Files that the page shows, by name in the run's folder. */
  static final List<String> FILES = List.of("examples/pairs.png", "examples/neighbours.png");

  private static final int LARGEST_BYTES = 8_000_000;

  private PictureSections() {}

  /** In the page's order. */
  static List<Section> all() {
    return List.of(
        new Section(
            "pairs",
            "Augmented pairs",
            (html, results) ->
                picture(
                    html,
                    results,
                    FILES.get(0),
                    "The two random views of a picture that pre-training takes for query and key:"
                        + " hard to tell apart means too weak an augmentation, beyond recognition"
                        + " too strong a one.")),
        new Section(
            "neighbours",
            "Nearest neighbours",
            (html, results) ->
                picture(
                    html,
                    results,
                    FILES.get(1),
                    "Test pictures (left) and the training pictures whose features are nearest,"
                        + " nearest first.")));
  }

  private static void picture(Html html, Results results, String file, String caption) {
    byte[] png = results.files().get(file);
    if (png == null) {
      html.missing("The run's folder has no " + file + ": the run did not draw these examples.");
      return;
    }
    if (png.length > LARGEST_BYTES) {
      html.missing(
          file + " has " + Numbers.bytes(png.length) + ", too much for this page; open the file.");
      return;
    }
    html.caption(caption);
    html.raw("<div class=\"scroll\"><img alt=\"")
        .text(caption)
        .raw("\" src=\"data:image/png;base64,")
        .raw(Base64.getEncoder().encodeToString(png))
        .raw("\"></div>\n");
  }
}
