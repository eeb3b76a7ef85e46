package mclspark.report.compare;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import mclspark.report.page.Columns;
import mclspark.report.page.Event;
import mclspark.report.page.Peers;
import mclspark.report.page.Progress;
import mclspark.report.page.Results;

/**
 * One of several runs.
 *
 * @param label what it is called in the page, unlike all others
 * @param colour of its lines
 */
record ComparedRun(String label, String colour, Results results) {

  /** kNN accuracy of the best peer after each evaluation. */
  Columns knn() {
    return bestPeer(results.knnByPeer());
  }

  /** Linear accuracy of the best peer after each epoch. */
  Columns linear() {
    Map<String, Columns> byPeer = results.linearByPeer();
    byPeer.remove(Peers.UNTRAINED);
    return bestPeer(byPeer);
  }

  /** Accuracy of the best fine-tuned encoder after each epoch. */
  Columns fineTuned() {
    return fineTuned(true);
  }

  /**
   * Accuracy after fine-tuning of a network from initial weights, NaN where it was not measured.
   */
  double scratch() {
    return last(fineTuned(false), "top1");
  }

  private Columns fineTuned(boolean peers) {
    Map<String, Columns> byPeer = new TreeMap<>(Peers.ORDER);
    for (Event event : results.run().all("finetune")) {
      if (Peers.isNumber(event.text("peer")) == peers) {
        byPeer.computeIfAbsent(event.text("peer"), peer -> new Columns("epoch", "top1")).add(event);
      }
    }
    return bestPeer(byPeer);
  }

  /** That with the highest accuracy at its end; without rows if there is none. */
  private static Columns bestPeer(Map<String, Columns> byPeer) {
    Columns best = new Columns("epoch", "top1");
    for (Columns columns : byPeer.values()) {
      if (best.rows() == 0 || columns.last("top1") > best.last("top1")) {
        best = columns;
      }
    }
    return best;
  }

  /** Linear accuracy of the untrained encoder, NaN where it was not measured. */
  double control() {
    Columns control = results.linearByPeer().get(Peers.UNTRAINED);
    return control == null ? Double.NaN : control.last("top1");
  }

  /** Test accuracy of the best peer after each epoch of supervised training. */
  Columns test() {
    Columns columns = new Columns("epoch", "top1");
    for (Event event : results.run().all("evaluation")) {
      double best = Arrays.stream(event.numbers("top1")).max().orElse(Double.NaN);
      columns.add(event.number("epoch"), best);
    }
    return columns;
  }

  /** Effective rank of peer 0's features after each evaluation. */
  Columns rank() {
    Columns columns = new Columns("epoch", "rank_me");
    results.run().all("features").stream()
        .filter(event -> event.text("peer").equals("0"))
        .forEach(columns::add);
    return columns;
  }

  /** Pictures per second of all steps; NaN without steps. */
  double imagesPerSecond() {
    Columns steps = results.run().steps();
    return steps.rows() == 0 ? Double.NaN : steps.sum("images") / steps.sum("seconds");
  }

  /** A field of the run's first line, empty where it is missing. */
  String told(String field) {
    return results.run().last("run").map(event -> event.text(field)).orElse("");
  }

  /** How far it came. */
  String progress() {
    return Progress.sentence("The run", results.run());
  }

  /** The last number of a curve, NaN without one. */
  double last(Columns curve, String field) {
    return curve.rows() == 0 ? Double.NaN : curve.last(field);
  }
}
