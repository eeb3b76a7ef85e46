package mclspark.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import mclspark.report.page.Numbers;
import mclspark.report.page.RunData;

/**
 * The accuracy that the configuration names as published.
 *
 * @param accuracy top-1, percent
 * @param deviation in points; 0 if none was given
 * @param epochs after which it was reached; 0 if that was not said
 * @param source where it was published
 */
record PublishedFigure(double accuracy, double deviation, int epochs, String source) {

  /** The figure of a run; empty if its configuration names none. */
  static Optional<PublishedFigure> of(RunData run) {
    return run.last("run")
        .flatMap(event -> event.object("config"))
        .map(config -> config.path("published"))
        .filter(published -> published.path("accuracy").asDouble() > 0)
        .map(PublishedFigure::of);
  }

  private static PublishedFigure of(JsonNode published) {
    return new PublishedFigure(
        published.path("accuracy").asDouble(),
        published.path("deviation").asDouble(),
        published.path("epochs").asInt(),
        published.path("source").asText(""));
  }

  /** "published (paper, 300 epochs)": what tells it from anything that was measured. */
  String label() {
    return epochs == 0
        ? "published (paper)"
        : "published (paper, %s)".formatted(Numbers.counted(epochs, "epoch"));
  }

  /** "72.96 ± 0.28". */
  String figure() {
    return Numbers.percent(accuracy)
        + (deviation == 0 ? "" : String.format(Locale.ROOT, " ± %.2f", deviation));
  }
}
