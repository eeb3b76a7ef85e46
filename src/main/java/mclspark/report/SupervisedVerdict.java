package mclspark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mclspark.report.page.Numbers;
import mclspark.report.page.Progress;
import mclspark.report.page.Results;

/** The outcome of a supervised run in sentences. */
final class SupervisedVerdict {

  private final Results results;
  private final Evaluations evaluations;

  SupervisedVerdict(Results results) {
    this.results = results;
    this.evaluations = new Evaluations(results.run());
  }

  /** The sentences, the most important first. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    if (evaluations.isEmpty()) {
      sentences.add("The networks were not evaluated on test pictures yet.");
    } else {
      sentences.add(sentence("In the best epoch", evaluations.best(), chance()));
      sentences.add(sentence("In the last epoch", evaluations.last(), ""));
      published().ifPresent(sentences::add);
    }
    sentences.add(Progress.sentence("Training", results.run()));
    return sentences;
  }

  private static String sentence(String start, Evaluation evaluation, String chance) {
    String ensemble =
        Double.isFinite(evaluation.ensembleTop1())
            ? String.format(Locale.ROOT, ", all peers together %.2f %%", evaluation.ensembleTop1())
            : "";
    return String.format(
        Locale.ROOT,
        "%s (%.0f) the best peer, %s, reaches %.2f %% top-1%s%s.",
        start,
        evaluation.epochsDone(),
        evaluation.bestPeer(),
        evaluation.score(),
        chance,
        ensemble);
  }

  private String chance() {
    double classes = results.classes();
    return Double.isNaN(classes) ? "" : " (chance " + Numbers.significant(100 / classes, 3) + " %)";
  }

  private Optional<String> published() {
    return PublishedFigure.of(results.run())
        .map(
            figure ->
                String.format(
                    "Published (not measured here) are %s %%%s; %s.",
                    figure.figure(),
                    figure.epochs() == 0
                        ? ""
                        : " after " + Numbers.counted(figure.epochs(), "epoch"),
                    SupervisedSections.measured(results.run(), evaluations)));
  }
}
