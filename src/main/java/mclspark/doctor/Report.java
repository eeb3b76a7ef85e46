package mclspark.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The findings of one process or of several, equal ones once.
 *
 * @param entries in the order of the parts
 * @param places all processes that were asked; empty if only this one was
 */
public record Report(List<Entry> entries, List<String> places) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WIDTH = 100;
  private static final int SENTENCE_AT = 25;

  /** What decides about bits: other numbers of workers then give other ones. */
  private static final List<String> SAME_EVERYWHERE = List.of("arithmetic", "JPEG decoder");

  private static final String DIFFERENT =
      "The machines differ here, so a run's bits depend on who computes what: install the same"
          + " everywhere, and hold processors to one kind by ATEN_CPU_CAPABILITY=avx2 and"
          + " ONEDNN_MAX_CPU_ISA=AVX2 (cluster.md).";

  /**
   * One finding.
   *
   * @param finding what was found
   * @param places where; empty if only this process was asked
   */
  public record Entry(Finding finding, List<String> places) {}

  /** The report of this process. */
  public static Report of(List<Finding> findings) {
    return new Report(
        findings.stream().map(finding -> new Entry(finding, List.of())).toList(), List.of());
  }

  /** The report of several processes. */
  public static Report of(Iterable<Examined> processes) {
    Map<Finding, List<String>> found = new LinkedHashMap<>();
    List<String> places = new ArrayList<>();
    for (Examined process : processes) {
      places.add(process.place());
      new LinkedHashSet<>(process.findings())
          .forEach(
              finding ->
                  found.computeIfAbsent(finding, key -> new ArrayList<>()).add(process.place()));
    }
    List<Entry> entries = new ArrayList<>();
    for (Part part : Part.values()) {
      List<String> subjects =
          found.keySet().stream()
              .filter(finding -> finding.part() == part)
              .map(Finding::subject)
              .distinct()
              .toList();
      subjects.forEach(subject -> entries.addAll(entries(found, part, subject, places)));
    }
    return new Report(List.copyOf(entries), List.copyOf(places));
  }

  /** What differs between places stands together. */
  private static List<Entry> entries(
      Map<Finding, List<String>> found, Part part, String subject, List<String> places) {
    List<Entry> entries = new ArrayList<>();
    found.forEach(
        (finding, where) -> {
          if (finding.part() == part && finding.subject().equals(subject)) {
            entries.add(new Entry(finding, List.copyOf(where)));
          }
        });
    if (entries.size() > 1 && SAME_EVERYWHERE.contains(subject)) {
      Finding difference = new Finding(part, subject, Level.NOTE, DIFFERENT);
      entries.add(new Entry(difference, List.copyOf(places)));
    }
    return entries;
  }

  /** Whether nothing forbids to train. */
  public boolean canTrain() {
    return count(Level.PROBLEM) == 0;
  }

  /** The whole report for a reader. */
  public String text() {
    StringBuilder text = new StringBuilder();
    Part part = null;
    for (Entry entry : entries) {
      if (entry.finding().part() != part) {
        part = entry.finding().part();
        text.append(heading(part)).append('\n');
      }
      text.append(line(entry.finding(), suffix(entry))).append('\n');
    }
    return text.append(verdict()).append('\n').toString();
  }

  /** The line above the findings of a part. */
  public static String heading(Part part) {
    return part.title();
  }

  /** A finding in one line, or several that are indented. */
  public static String line(Finding finding) {
    return line(finding, "");
  }

  /** The last sentence: what the findings come to. */
  public String verdict() {
    String notes = counted(count(Level.NOTE), "note");
    return canTrain()
        ? "%s, no problem: %s can train."
            .formatted(notes, places.isEmpty() ? "this machine" : "all")
        : "%s, %s: mend what is marked as a problem before a training."
            .formatted(notes, counted(count(Level.PROBLEM), "problem"));
  }

  /** The whole report as JSON, for tools. */
  public String json() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("can_train", canTrain());
    if (!places.isEmpty()) {
      tree.put("places", places);
    }
    tree.put("findings", entries.stream().map(Report::tree).toList());
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report of words cannot be written", e);
    }
  }

  private static Map<String, Object> tree(Entry entry) {
    Finding finding = entry.finding();
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("part", word(finding.part()));
    tree.put("subject", finding.subject());
    tree.put("level", word(finding.level()));
    tree.put("sentence", finding.sentence());
    if (!entry.places().isEmpty()) {
      tree.put("places", entry.places());
    }
    return tree;
  }

  private String suffix(Entry entry) {
    if (places.size() < 2) {
      return "";
    }
    return entry.places().size() == places.size()
        ? " [all %d]".formatted(places.size())
        : " [" + String.join(", ", entry.places()) + "]";
  }

  private static String line(Finding finding, String suffix) {
    String level = finding.level() == Level.PROBLEM ? "PROBLEM" : word(finding.level());
    StringBuilder text =
        new StringBuilder("  %-8s %-13s ".formatted(level, finding.subject()).stripTrailing());
    int column = Math.max(text.length(), SENTENCE_AT - 1);
    text.append(" ".repeat(column - text.length()));
    for (String word : (finding.sentence() + suffix).split("\\s+")) {
      if (column + 1 + word.length() > WIDTH && column > SENTENCE_AT) {
        text.append('\n').append(" ".repeat(SENTENCE_AT - 1));
        column = SENTENCE_AT - 1;
      }
      text.append(' ').append(word);
      column += 1 + word.length();
    }
    return text.toString();
  }

  private long count(Level level) {
    return entries.stream().filter(entry -> entry.finding().level() == level).count();
  }

  private static String counted(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
