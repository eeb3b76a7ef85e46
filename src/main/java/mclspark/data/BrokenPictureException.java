package mclspark.data;

/** One picture cannot be read; the message is a short reason without the file's name. */
public final class BrokenPictureException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Creates the exception with a short reason. */
  public BrokenPictureException(String reason) {
    super(reason);
  }

  /** Creates the exception with a short reason and what caused it. */
  public BrokenPictureException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
