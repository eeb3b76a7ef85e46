package mclspark.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import mclspark.report.labels.LabelTable;
import mclspark.report.labels.Labels;

/**
 * All that one report is about.
 *
 * @param run the pre-training run
 * @param linear the jobs on its encoders, oldest first: linear classification, fine-tuning, and
 *     supervised training to compare them with
 * @param files what else the page shows of the run's folder, by name, as far as it exists
 */
public record Results(RunData run, List<RunData> linear, Map<String, byte[]> files) {

  /** Pre-training first, then the linear jobs. */
  public List<RunData> metrics() {
    List<RunData> metrics = new ArrayList<>();
    metrics.add(run);
    metrics.addAll(linear);
    return metrics;
  }

  /** What the jobs reached with the labels that each had. */
  public LabelTable labels() {
    return new LabelTable(
        metrics().stream()
            .<Function<String, List<JsonNode>>>map(
                file -> kind -> file.all(kind).stream().map(Event::fields).toList())
            .toList());
  }

  /** The run and the linear jobs on all labels: others stand in the table of labels alone. */
  private List<RunData> onAllLabels() {
    return metrics().stream()
        .filter(file -> file == run || file.last("run").map(Results::isPlain).orElse(true))
        .toList();
  }

  private static boolean isPlain(Event run) {
    return run.text("job").equals("linear") && Labels.of(run.fields()).equals(Labels.ALL);
  }

  /** Linear accuracy per epoch of each peer, peers in order, "untrained" last. */
  public Map<String, Columns> linearByPeer() {
    Map<String, Columns> byPeer = new TreeMap<>(Peers.ORDER);
    for (RunData file : onAllLabels()) {
      for (Event event : file.all("linear")) {
        byPeer
            .computeIfAbsent(event.text("peer"), peer -> linearColumns())
            .add(event); // an epoch that starts again replaces an earlier job's
      }
    }
    byPeer.values().removeIf(columns -> columns.rows() == 0);
    return byPeer;
  }

  private static Columns linearColumns() {
    return new Columns(
        "epoch", "lr", "train_loss", "train_top1", "loss", "top1", "top5", "images", "best_top1");
  }

  /** kNN accuracy per finished epochs of each peer; epoch 0 is the untrained encoder. */
  public Map<String, Columns> knnByPeer() {
    Map<String, Columns> byPeer = new TreeMap<>(Peers.ORDER);
    for (Event event : run.all("knn")) {
      byPeer
          .computeIfAbsent(
              event.text("peer"),
              peer -> new Columns("epoch", "k", "temperature", "top1", "pictures"))
          .add(event);
    }
    byPeer.values().removeIf(columns -> columns.rows() == 0);
    return byPeer;
  }

  /** The last confusion matrix of each peer. */
  public Map<String, Event> confusionByPeer() {
    Map<String, Event> byPeer = new TreeMap<>(Peers.ORDER);
    for (RunData file : onAllLabels()) {
      file.all("confusion").forEach(event -> byPeer.put(event.text("peer"), event));
    }
    return new LinkedHashMap<>(byPeer);
  }

  /** Number of classes of the data; NaN where no file says so. */
  public double classes() {
    return metrics().stream()
        .map(file -> file.last("run"))
        .flatMap(Optional::stream)
        .mapToDouble(event -> event.number("classes"))
        .filter(count -> count > 0)
        .findFirst()
        .orElse(Double.NaN);
  }
}
