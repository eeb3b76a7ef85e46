package mclspark.report.labels;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What one run reached with its labels.
 *
 * @param job as the run calls itself
 * @param labels that it used
 * @param top1 accuracy after the last epoch in percent, by peer; controls under their own names
 * @param images test pictures
 */
record LabelRun(String job, Labels labels, Map<String, Double> top1, double images) {

  /** The control of linear classification. */
  static final String UNTRAINED = "untrained";

  /** The control of fine-tuning. */
  static final String SCRATCH = "scratch";

  /** The best single peer of supervised training. */
  static final String SUPERVISED = "supervised";

  /**
   * Reads a run.
   *
   * @param lines of the metrics of a kind, in their order
   */
  static LabelRun of(Function<String, List<JsonNode>> lines) {
    JsonNode run = last(lines.apply("run"));
    String job = run.path("job").asText("");
    Map<String, Double> top1 = new TreeMap<>();
    double images = Double.NaN;
    for (JsonNode line : lines.apply(job.equals("train") ? "evaluation" : job)) {
      String peer = job.equals("train") ? SUPERVISED : line.path("peer").asText();
      top1.put(peer, best(line.path("top1")));
      images = line.path("images").asDouble(Double.NaN);
    }
    return new LabelRun(job, Labels.of(run), top1, images);
  }

  /** What kNN says of a pre-training run's encoders, before it and after. */
  static LabelRun knn(Function<String, List<JsonNode>> lines) {
    Map<String, Double> top1 = new TreeMap<>();
    double untrained = 0;
    int peers = 0;
    double images = Double.NaN;
    for (JsonNode line : lines.apply("knn")) {
      if (line.path("epoch").asInt() == 0) {
        untrained += line.path("top1").asDouble();
        peers++;
      } else {
        top1.put(line.path("peer").asText(), line.path("top1").asDouble(Double.NaN));
      }
      images = line.path("pictures").asDouble(Double.NaN);
    }
    if (peers > 0 && !top1.isEmpty()) {
      top1.put(UNTRAINED, untrained / peers);
    }
    return new LabelRun("knn", Labels.ALL, top1, images);
  }

  private static JsonNode last(List<JsonNode> lines) {
    return lines.isEmpty() ? MissingNode.getInstance() : lines.get(lines.size() - 1);
  }

  /** One number, or the largest of a list. */
  private static double best(JsonNode numbers) {
    double best = numbers.asDouble(Double.NaN);
    for (JsonNode number : numbers) {
      double value = number.asDouble(Double.NaN);
      best = Double.isNaN(best) ? value : Math.max(best, value);
    }
    return best;
  }

  /** Whether it tells something that other parts of a report do not. */
  boolean isAboutLabels() {
    boolean scored = job.equals("finetune") || job.equals("train") || job.equals("linear");
    return scored && !top1.isEmpty() && (!job.equals("linear") || !labels.equals(Labels.ALL));
  }
}
