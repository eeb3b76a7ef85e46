package mclspark.collective.wire;

import java.io.IOException;

/** The other end of a new connection is not the worker that it should be. */
final class HandshakeException extends IOException {

  private static final long serialVersionUID = 1L;

  HandshakeException(String message) {
    super(message);
  }
}
