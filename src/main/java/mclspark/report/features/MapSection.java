package mclspark.report.features;

import mclspark.report.page.Event;
import mclspark.report.page.Html;
import mclspark.report.page.Numbers;
import mclspark.report.page.Peers;
import mclspark.report.page.Results;

/** Test pictures in two dimensions, drawn by report.js. */
final class MapSection {

  private MapSection() {}

  static void write(Html html, Results results) {
    FeatureFile file = FeatureFile.of(results, FeatureSections.MAP);
    if (file.isMissing(html)) {
      return;
    }
    html.caption(
        "The normalised features of "
            + Numbers.whole(file.content().numbers("labels").length)
            + " test pictures after epoch "
            + Numbers.whole(file.content().number("epoch"))
            + ", along the two longest axes (PCA) of the training pictures' features. Colours are"
            + " classes; the pointer shows the picture of the larger points, and where it lies for"
            + " the other peers.");
    html.raw("<div class=\"maps\"><script type=\"application/json\">")
        .raw(file.content().fields().toString().replace("<", "\\u003c"))
        .raw("</script><div class=\"charts\">\n");
    for (Event peer : file.peers()) {
      String label = Peers.label(peer.text("peer"));
      html.raw("<figure><figcaption>").text(label).raw("</figcaption>");
      html.raw("<canvas role=\"img\" aria-label=\"").text("Map of " + label).raw("\"></canvas>");
      html.raw("</figure>\n");
    }
    html.raw("</div></div>\n");
  }
}
