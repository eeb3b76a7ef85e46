package mclspark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mclspark.report.page.Event;
import mclspark.report.page.Html;
import mclspark.report.page.Results;
import mclspark.report.page.RunData;
import mclspark.report.page.Section;
import mclspark.report.page.Settings;

/** With what a run was made: configuration and versions, of every job on the page. */
final class SettingsSections {

  private SettingsSections() {}

  /** In the page's order. */
  static List<Section> all() {
    return List.of(
        new Section(
            "configuration",
            "Configuration",
            (html, results) -> tables(html, results, "config", "key", "configuration")),
        new Section("versions", "Versions", SettingsSections::versions));
  }

  private static void versions(Html html, Results results) {
    tables(html, results, "versions", "component", "versions");
    for (RunData file : results.metrics()) {
      file.last("run")
          .map(event -> event.text("engine"))
          .filter(engine -> !engine.isBlank())
          .ifPresent(engine -> html.caption(file.name() + ", engine: " + engine));
    }
  }

  private static void tables(
      Html html, Results results, String field, String head, String whatIsMissing) {
    for (RunData file : results.metrics()) {
      Optional<Event> run = file.last("run");
      html.element("h3", run.map(event -> event.text("job") + ": ").orElse("") + file.name());
      List<List<String>> rows = new ArrayList<>();
      Settings.of(file, field).forEach((key, value) -> rows.add(List.of(key, value)));
      if (rows.isEmpty()) {
        html.missing("The file has no \"run\" line with its " + whatIsMissing + ".");
      } else {
        html.table(List.of(head, "value"), rows);
      }
    }
  }
}
