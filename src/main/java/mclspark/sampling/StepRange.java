package mclspark.sampling;

/**
 * The steps of an epoch that are wanted; a resumed run starts within one.
 *
 * @param epoch the epoch, from 0
 * @param from first step
 * @param to one past the last step
 */
public record StepRange(int epoch, int from, int to) {

  /** Checks the order. */
  public StepRange {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("steps " + from + " to " + to);
    }
  }
}
