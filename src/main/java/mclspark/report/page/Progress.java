package mclspark.report.page;

import java.util.Locale;

/** How far a run came, in one sentence. */
public final class Progress {

  private Progress() {}

  /**
   * The sentence.
   *
   * @param noun what the run is, as a sentence starts with it: "Training"
   * @param run its file
   */
  public static String sentence(String noun, RunData run) {
    Columns steps = run.steps();
    if (steps.rows() == 0) {
      return "No %s step is recorded here.".formatted(noun.toLowerCase(Locale.ROOT));
    }
    String count = Numbers.whole(steps.last("step") + 1);
    if (run.last("done").isPresent()) {
      return noun + " came to its end after " + count + " steps.";
    }
    double planned =
        run.last("run")
            .map(event -> event.number("epochs") * event.number("steps_per_epoch"))
            .orElse(Double.NaN);
    return noun
        + " is not at its end: "
        + count
        + (Double.isNaN(planned) ? "" : " of " + Numbers.whole(planned))
        + " steps are recorded, so it is running still or was stopped.";
  }
}
