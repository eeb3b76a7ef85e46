package mclspark;

/**
 * A mistake that the user can mend: bad input, a wrong setting, a missing path. The message is one
 * or more whole sentences that name the file, key or row and say what to do; the command line
 * prints it without a stack and ends with exit code 2. Everything else that is thrown is a bug.
 */
public class UserError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Creates an error with the sentence that the user reads. */
  public UserError(String message) {
    super(message);
  }

  /** Creates an error with the sentence that the user reads and what caused it. */
  public UserError(String message, Throwable cause) {
    super(message, cause);
  }
}
