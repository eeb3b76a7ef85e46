package mclspark.train;

/** A loss became NaN or infinite; the parameters are still those before the step. */
public final class DivergedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Creates the exception with a sentence that names step, term and learning rate. */
  public DivergedException(String message) {
    super(message);
  }
}
