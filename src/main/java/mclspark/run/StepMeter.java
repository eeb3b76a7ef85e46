package mclspark.run;

import java.util.List;
import mclspark.metrics.Averages;
import mclspark.metrics.StepAverages;

/** Times the steps and tells the metrics of them; only on the worker that writes. */
public final class StepMeter {

  private final Task<?> task;
  private final RunJournal journal;
  private final int everySteps;
  private final StepAverages steps = new StepAverages();
  private double learningRate;

  /**
   * Some steps, up to and with the last one done.
   *
   * @param epoch in which they were
   * @param stepsDone steps of the whole run after them
   * @param learningRate of the last of them
   * @param averages what they measured
   */
  public record Span(int epoch, long stepsDone, double learningRate, Averages averages) {}

  StepMeter(Task<?> task, RunJournal journal, int everySteps) {
    this.task = task;
    this.journal = journal;
    this.everySteps = everySteps;
  }

  void startEpoch() {
    steps.startEpoch();
  }

  /** Starts the clock of a step. */
  void startStep(long dataNanos, double rate) {
    learningRate = rate;
    steps.startStep(dataNanos, task.communicationNanos());
  }

  /**
   * Ends a step.
   *
   * @param position after it
   * @param ranks numbers of each logical rank
   * @param rows pictures of all ranks
   */
  void endStep(RunPosition position, List<double[]> ranks, int rows, long dataNanos) {
    if (!journal.writes()) {
      return;
    }
    steps.endStep(ranks, rows, dataNanos, task.communicationNanos());
    long done = position.globalStep();
    if (done % everySteps == 0 || done == 1) {
      flush(position);
    }
  }

  /** Tells of the steps since the last line, so that a resume from here misses none. */
  void flush(RunPosition position) {
    if (steps.hasWindow()) {
      journal.append(task.stepLine(span(position, steps.takeWindow())));
    }
  }

  /** Tells of the epoch whose last step is done. */
  void endEpoch(RunPosition position) {
    if (!journal.writes() || steps.epoch().isEmpty()) {
      return;
    }
    flush(position);
    task.epochLines(span(position, steps.epoch())).forEach(journal::append);
  }

  private Span span(RunPosition position, Averages averages) {
    return new Span(position.epoch(), position.globalStep(), learningRate, averages);
  }
}
