package mclspark.metrics;

import java.util.List;

/**
 * What steps measured and how long they took: since the last line of the metrics, and since the
 * epoch began or was resumed.
 */
public final class StepAverages {

  private Averages window = new Averages();
  private Averages epoch = new Averages();
  private long stepStart;
  private long dataBefore;
  private long communicationBefore;

  public void startEpoch() {
    epoch = new Averages();
    window = new Averages();
  }

  /** Starts the clock of a step; the arguments are what has been waited for so far. */
  public void startStep(long dataNanos, long communicationNanos) {
    stepStart = System.nanoTime();
    dataBefore = dataNanos;
    communicationBefore = communicationNanos;
  }

  /**
   * Ends a step.
   *
   * @param ranks numbers of each logical rank
   * @param rows pictures of all ranks
   */
  public void endStep(List<double[]> ranks, int rows, long dataNanos, long communicationNanos) {
    long step = System.nanoTime() - stepStart;
    for (Averages averages : List.of(window, epoch)) {
      averages.add(
          ranks, rows, step, dataNanos - dataBefore, communicationNanos - communicationBefore);
    }
  }

  /** The steps since the last call, which begin anew. */
  public Averages takeWindow() {
    Averages taken = window;
    window = new Averages();
    return taken;
  }

  /** Whether there are steps since the last line. */
  public boolean hasWindow() {
    return !window.isEmpty();
  }

  /** The steps of the epoch. */
  public Averages epoch() {
    return epoch;
  }
}
