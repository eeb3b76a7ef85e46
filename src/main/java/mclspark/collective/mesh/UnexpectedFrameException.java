package mclspark.collective.mesh;

import java.io.IOException;
import mclspark.collective.Operation;

/** A worker sent another frame than this one expects: they have lost step. */
final class UnexpectedFrameException extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient Operation expected;

  UnexpectedFrameException(String theirs, Operation expected) {
    super(theirs);
    this.expected = expected;
  }

  /** What this worker is at; the message says what the other is at. */
  Operation expected() {
    return expected;
  }
}
