package mclspark.mlflow;

import java.io.IOException;

/** A call that the server refused, or did not answer in time. */
final class MlflowException extends IOException {

  private static final long serialVersionUID = 1L;

  private final int status;

  /** The server's answer. */
  MlflowException(int status, String message) {
    super("it answers %d%s".formatted(status, message.isEmpty() ? "" : " (" + message + ")"));
    this.status = status;
  }

  /** No answer. */
  MlflowException(String message, Throwable cause) {
    super(message, cause);
    status = 0;
  }

  /** Whether the same call will be refused again: it was understood and is not wanted. */
  boolean lasts() {
    return status >= 300 && status < 500 && status != 408 && status != 429;
  }

  /** Whether what was asked for is not there. */
  boolean isMissing() {
    return status == 404;
  }
}
