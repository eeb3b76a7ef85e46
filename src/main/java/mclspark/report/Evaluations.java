package mclspark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import mclspark.report.page.Event;
import mclspark.report.page.RunData;

/** The evaluations of a supervised run, in the order of their epochs. */
final class Evaluations {

  private final List<Evaluation> all = new ArrayList<>();

  /** Those of a file. An epoch that was done again replaces itself and all that followed it. */
  Evaluations(RunData run) {
    for (Event event : run.all("evaluation")) {
      Evaluation evaluation = Evaluation.of(event);
      if (Double.isFinite(evaluation.epoch()) && Double.isFinite(evaluation.score())) {
        all.removeIf(earlier -> earlier.epoch() >= evaluation.epoch());
        all.add(evaluation);
      }
    }
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** The evaluation of the last epoch that has one. */
  Evaluation last() {
    return all.get(all.size() - 1);
  }

  /** The evaluation with the highest score; the earliest of several. */
  Evaluation best() {
    Evaluation best = all.get(0);
    for (Evaluation evaluation : all) {
      best = evaluation.score() > best.score() ? evaluation : best;
    }
    return best;
  }

  /** Number of peers. */
  int peers() {
    return all.stream().mapToInt(evaluation -> evaluation.top1().length).max().orElse(0);
  }

  /** Whether top-5 was measured. */
  boolean hasTop5() {
    return all.stream().anyMatch(evaluation -> Double.isFinite(evaluation.top5Of(0)));
  }

  /** Epochs done at each evaluation. */
  double[] epochsDone() {
    return values(Evaluation::epochsDone);
  }

  /** One number of each evaluation. */
  double[] values(ToDoubleFunction<Evaluation> number) {
    return all.stream().mapToDouble(number).toArray();
  }
}
