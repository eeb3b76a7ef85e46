package mclspark.report.labels;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * kNN, linear classification and fine-tuning with the labels that each had, beside the control and
 * beside supervised training on the same labels. All accuracies are those of the last epoch.
 */
public final class LabelTable {

  private static final Map<String, String> METHODS =
      Map.of("knn", "kNN", "linear", "linear", "finetune", "fine-tuned");
  private static final List<String> ORDER = List.of("knn", "linear", "finetune");
  private static final String DASH = "–";

  private final List<LabelRun> rows = new ArrayList<>();
  private final Map<Labels, Double> scratch = new LinkedHashMap<>();
  private final Map<Labels, Double> supervised = new LinkedHashMap<>();
  private final TreeSet<String> peers =
      new TreeSet<>(Comparator.comparingInt(String::length).thenComparing(peer -> peer));
  private final boolean empty;

  /**
   * Reads the runs.
   *
   * @param files of each run, the lines of its metrics by kind; a later run replaces an earlier one
   *     with the same method and labels
   */
  public LabelTable(List<Function<String, List<JsonNode>>> files) {
    List<LabelRun> runs = new ArrayList<>();
    files.forEach(lines -> runs.add(LabelRun.of(lines)));
    empty = runs.stream().noneMatch(LabelRun::isAboutLabels);
    files.forEach(lines -> runs.add(LabelRun.knn(lines)));
    runs.stream().filter(run -> !run.top1().isEmpty()).forEach(this::add);
    rows.sort(
        Comparator.<LabelRun>comparingInt(run -> ORDER.indexOf(run.job()))
            .thenComparingDouble(run -> run.labels().share()));
  }

  private void add(LabelRun run) {
    if (run.job().equals("train")) {
      supervised.put(run.labels(), run.top1().get(LabelRun.SUPERVISED));
      return;
    }
    if (!ORDER.contains(run.job())) {
      return;
    }
    if (run.top1().containsKey(LabelRun.SCRATCH)) {
      scratch.put(run.labels(), run.top1().get(LabelRun.SCRATCH));
    }
    if (run.top1().keySet().stream().anyMatch(LabelTable::isPeer)) {
      rows.removeIf(row -> row.job().equals(run.job()) && row.labels().equals(run.labels()));
      run.top1().keySet().stream().filter(LabelTable::isPeer).forEach(peers::add);
      rows.add(run);
    }
  }

  private static boolean isPeer(String name) {
    return !name.equals(LabelRun.SCRATCH) && !name.equals(LabelRun.UNTRAINED);
  }

  /** Whether no run tells of few labels, fine-tuning or supervised training. */
  public boolean isEmpty() {
    return empty;
  }

  /** Names of the columns. */
  public List<String> head() {
    List<String> head = new ArrayList<>(List.of("method", "labels"));
    peers.forEach(peer -> head.add("peer " + peer + " %"));
    head.addAll(
        List.of(
            "untrained encoder %",
            "from initial weights %", "gain (points)", "supervised training %"));
    return head;
  }

  /** A row for each method and choice of labels; what was not run is a dash. */
  public List<List<String>> rows() {
    List<List<String>> cells = new ArrayList<>();
    rows.forEach(row -> cells.add(cells(row)));
    Set<Labels> others = new LinkedHashSet<>(supervised.keySet());
    others.addAll(scratch.keySet());
    rows.forEach(row -> others.remove(row.labels()));
    others.forEach(
        labels -> {
          List<String> alone = new ArrayList<>(List.of("supervised only", labels.words()));
          peers.forEach(peer -> alone.add(DASH));
          alone.add(DASH);
          alone.add(percent(scratch.get(labels)));
          alone.add(DASH);
          alone.add(percent(supervised.get(labels)));
          cells.add(alone);
        });
    return cells;
  }

  private List<String> cells(LabelRun row) {
    List<String> cells = new ArrayList<>(List.of(METHODS.get(row.job()), row.labels().words()));
    peers.forEach(peer -> cells.add(percent(row.top1().get(peer))));
    Double untrained = row.top1().get(LabelRun.UNTRAINED);
    Double fromScratch = scratch.get(row.labels());
    Double control = row.job().equals("finetune") ? fromScratch : untrained;
    cells.add(percent(untrained));
    cells.add(percent(fromScratch));
    cells.add(control == null ? DASH : format("%+.1f", mean(row) - control));
    cells.add(percent(supervised.get(row.labels())));
    return cells;
  }

  /** Mean of the peers; NaN without any. */
  private static double mean(LabelRun row) {
    return row.top1().entrySet().stream()
        .filter(entry -> isPeer(entry.getKey()))
        .mapToDouble(Map.Entry::getValue)
        .average()
        .orElse(Double.NaN);
  }

  /** A sentence for each fine-tuning: what the encoder is worth with these labels. */
  public List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    for (LabelRun row : rows) {
      double reached = mean(row);
      if (!row.job().equals("finetune") || Double.isNaN(reached)) {
        continue;
      }
      Double control = scratch.get(row.labels());
      sentences.add(
          format("Fine-tuned with %s of the labels, ", row.labels().words())
              + format(
                  row.top1().keySet().stream().filter(LabelTable::isPeer).count() > 1
                      ? "the peers reach %.2f %% top-1 on average"
                      : "the encoder reaches %.2f %% top-1",
                  reached)
              + (control == null ? "." : beside(reached, control, row.images())));
    }
    return sentences;
  }

  private static String beside(double reached, double control, double images) {
    return format(
        ", a network from initial weights %.2f %% (%+.1f points; standard error %.1f).",
        control, reached - control, Math.hypot(error(reached, images), error(control, images)));
  }

  /** Standard error in points of an accuracy on so many pictures. */
  private static double error(double percent, double images) {
    return 100 * Math.sqrt(Math.max(0, percent / 100 * (1 - percent / 100)) / Math.max(1, images));
  }

  private static String percent(Double percent) {
    return percent == null || percent.isNaN() ? DASH : format("%.2f", percent);
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
