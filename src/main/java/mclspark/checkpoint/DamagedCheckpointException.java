package mclspark.checkpoint;

/** A committed checkpoint whose files are not what was written; the message says which and how. */
final class DamagedCheckpointException extends Exception {

  private static final long serialVersionUID = 1L;

  DamagedCheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
