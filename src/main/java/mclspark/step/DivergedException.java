package mclspark.step;

/** A loss became NaN or infinite; the parameters are still those before the step. */
public final class DivergedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Creates the exception with a sentence that names step, term and learning rate. */
  public DivergedException(String message) {
    super(message);
  }

  /**
   * Refuses the losses of a rank; all workers see those of all ranks, so all stop together.
   *
   * @param notFinite the term that is NaN or infinite; null if all are finite
   */
  public static void check(String notFinite, int rank, double learningRate) {
    if (notFinite != null) {
      throw new DivergedException(
          "%s of rank %d is not finite, at learning rate %s"
              .formatted(notFinite, rank, learningRate));
    }
  }
}
