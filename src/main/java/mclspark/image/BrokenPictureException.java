package mclspark.image;

/**
 * The bytes hold no picture that can be used. The message is a short reason in words, without the
 * name of the file, which the caller knows.
 */
public final class BrokenPictureException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Creates the exception with its reason, such as "it is empty". */
  public BrokenPictureException(String reason) {
    super(reason);
  }

  /** Creates the exception with its reason and the decoder's own exception. */
  public BrokenPictureException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
