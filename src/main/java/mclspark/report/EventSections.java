package mclspark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import mclspark.report.page.Event;
import mclspark.report.page.Html;
import mclspark.report.page.Numbers;
import mclspark.report.page.Results;
import mclspark.report.page.Section;

/** What happened on the way: warnings, restarts, checkpoints, skipped pictures, broken lines. */
final class EventSections {

  private static final int MOST_ROWS = 200;

  private EventSections() {}

  /** In the page's order. */
  static List<Section> all() {
    return List.of(
        new Section("warnings", "Warnings", EventSections::warnings),
        new Section("restarts", "Restarts", EventSections::restarts),
        new Section("checkpoints", "Checkpoints", EventSections::checkpoints),
        new Section("skipped", "Skipped pictures", EventSections::skipped),
        new Section("unread", "Unreadable lines", EventSections::unread));
  }

  private static void warnings(Html html, Results results) {
    list(
        html,
        events(results, "warning", "step", "message"),
        "There were no warnings.",
        List.of("step", "warning"),
        event -> List.of(Numbers.whole(event.number("step")), event.text("message")));
  }

  private static void restarts(Html html, Results results) {
    list(
        html,
        events(results, "restart", "attempt", "step", "reason"),
        "The run was never restarted.",
        List.of("attempt", "from step", "reason"),
        event ->
            List.of(
                event.text("attempt"), Numbers.whole(event.number("step")), event.text("reason")));
  }

  private static void checkpoints(Html html, Results results) {
    list(
        html,
        events(results, "checkpoint", "path"),
        "No checkpoint was written.",
        List.of("steps done", "epoch", "size", "writing took", "path"),
        event ->
            List.of(
                Numbers.whole(event.number("step")),
                Numbers.whole(event.number("epoch") + 1),
                Numbers.bytes(event.number("bytes")),
                Numbers.duration(event.number("seconds")),
                event.text("path")));
  }

  private static void skipped(Html html, Results results) {
    list(
        html,
        events(results, "skipped", "path"),
        "No picture was skipped.",
        List.of("picture", "reason"),
        event -> List.of(event.text("path"), event.text("reason")));
  }

  private static List<Event> events(Results results, String kind, String... key) {
    List<Event> events = new ArrayList<>();
    results.metrics().forEach(file -> events.addAll(file.distinct(kind, key)));
    return events;
  }

  private static void list(
      Html html,
      List<Event> events,
      String none,
      List<String> head,
      Function<Event, List<String>> row) {
    if (events.isEmpty()) {
      html.missing(none);
      return;
    }
    int hidden = Math.max(0, events.size() - MOST_ROWS);
    if (hidden > 0) {
      html.caption(events.size() + " in all; the last " + MOST_ROWS + " are shown.");
    }
    html.table(head, events.subList(hidden, events.size()).stream().map(row).toList());
  }

  private static void unread(Html html, Results results) {
    List<String> notes = new ArrayList<>();
    results.metrics().forEach(file -> notes.addAll(file.notes()));
    if (notes.isEmpty()) {
      html.missing("Every line of the metrics could be read.");
      return;
    }
    html.raw("<ul>");
    notes.stream().limit(MOST_ROWS).forEach(note -> html.element("li", note));
    html.raw("</ul>\n");
    if (notes.size() > MOST_ROWS) {
      html.caption("There are " + (notes.size() - MOST_ROWS) + " more.");
    }
  }
}
