package mclspark.metrics;

/** Told on the driver of what a run's metrics say, on the thread of {@link ProgressFollower}. */
public interface ProgressListener {

  /** A line of steps. */
  void step(StepProgress progress);

  /**
   * An epoch is over.
   *
   * @param summary its number, loss and speed in words
   */
  void epoch(String summary);
}
