package mclspark;

/**
 * A file system that failed for a reason which may pass by itself: a lost datanode, a busy object
 * store. The sentence is for the user, as with every {@link UserError}, but a running job starts
 * again from its last checkpoint rather than end.
 */
public final class StorageError extends UserError {

  private static final long serialVersionUID = 1L;

  /** Creates an error with the sentence that the user reads and what caused it. */
  public StorageError(String message, Throwable cause) {
    super(message, cause);
  }
}
