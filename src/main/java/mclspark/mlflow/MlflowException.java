package mclspark.mlflow;

import java.io.IOException;

/** A call that the server refused, or did not answer in time, or that no MLflow answered. */
final class MlflowException extends IOException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final boolean lasting;

  private MlflowException(String message, Throwable cause, int status, boolean lasting) {
    super(message.replaceAll("\\p{Cc}", " "), cause); // others' words, which logs repeat
    this.status = status;
    this.lasting = lasting;
  }

  /** The server's refusal. */
  MlflowException(int status, String message) {
    this(
        "it answers %d%s".formatted(status, message.isEmpty() ? "" : " (" + message + ")"),
        null,
        status,
        status >= 300 && status < 500 && status != 408 && status != 429);
  }

  /** No answer. */
  MlflowException(String message, Throwable cause) {
    this(message, cause, 0, false);
  }

  /**
   * An answer that tells of success, as no MLflow does.
   *
   * @param what what is wrong with it, after "its answer"
   * @param lasting whether the same call would be answered so again
   */
  static MlflowException foreign(String what, boolean lasting) {
    return new MlflowException(
        "what answers there is no MLflow: its answer %s; check the address (mlflow.tracking_uri or"
                .formatted(what)
            + " MLFLOW_TRACKING_URI) and whether a proxy wants a login first",
        null,
        0,
        lasting);
  }

  /** Whether the same call will be refused again: it was understood and is not wanted. */
  boolean lasts() {
    return lasting;
  }

  /** Whether what was asked for is not there. */
  boolean isMissing() {
    return status == 404;
  }
}
