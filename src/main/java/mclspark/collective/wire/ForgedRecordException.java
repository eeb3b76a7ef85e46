package mclspark.collective.wire;

import java.io.IOException;

/** What came in a worker's name is not what that worker sent. */
public final class ForgedRecordException extends IOException {

  private static final long serialVersionUID = 1L;

  ForgedRecordException(Throwable cause) {
    super("sent something that was changed, repeated or cut on the way", cause);
  }
}
