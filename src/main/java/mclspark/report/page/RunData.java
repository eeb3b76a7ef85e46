package mclspark.report.page;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The events of one metrics file, sorted by kind. */
public final class RunData {

  private final String name;
  private final Columns steps =
      new Columns(
          "step",
          "images",
          "seconds",
          "lr",
          "loss",
          "cls",
          "kd",
          "vcl",
          "icl",
          "soft_vcl",
          "soft_icl",
          "top1",
          "top5",
          "images_per_second",
          "data_wait",
          "all_reduce");
  private final Map<String, List<Event>> others = new HashMap<>();
  private List<String> notes = List.of();

  private RunData(String name) {
    this.name = name;
  }

  /** Reads a metrics file; {@link MetricsReader} tells what it throws. */
  public static RunData read(String name, byte[] content) {
    RunData data = new RunData(name);
    data.notes = MetricsReader.read(name, content, data::add);
    return data;
  }

  private void add(Event event) {
    if (event.kind().equals("step")) {
      steps.add(event);
    } else {
      others.computeIfAbsent(event.kind(), kind -> new ArrayList<>()).add(event);
    }
  }

  /** Whether the file tells of supervised training, job {@code train}. */
  public boolean isSupervised() {
    return last("run").map(event -> event.text("job").equals("train")).orElse(false)
        || !all("evaluation").isEmpty();
  }

  /** The file's name, for headings. */
  public String name() {
    return name;
  }

  /** The steps' numbers. */
  public Columns steps() {
    return steps;
  }

  /** Events of a kind other than "step", in the file's order. */
  public List<Event> all(String kind) {
    return others.getOrDefault(kind, List.of());
  }

  /** Events of a kind in the file's order; of those with equal fields only the last one. */
  public List<Event> distinct(String kind, String... fields) {
    Map<List<String>, Event> byKey = new LinkedHashMap<>();
    for (Event event : all(kind)) {
      List<String> key = new ArrayList<>();
      for (String field : fields) {
        key.add(event.text(field));
      }
      byKey.put(key, event);
    }
    return List.copyOf(byKey.values());
  }

  /** The last event of a kind. */
  public Optional<Event> last(String kind) {
    List<Event> events = all(kind);
    return events.isEmpty() ? Optional.empty() : Optional.of(events.get(events.size() - 1));
  }

  /** What could not be read. */
  public List<String> notes() {
    return notes;
  }
}
