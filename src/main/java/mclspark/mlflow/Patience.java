package mclspark.mlflow;

import java.time.Duration;

/**
 * How long is waited for a server.
 *
 * @param call for the answer of one call
 * @param period from one look at the metrics to the next
 * @param afterFailure the same after a call that failed
 * @param goodEnd at the end of a run that is done, whose files are sent
 * @param badEnd at any other end
 */
record Patience(
    Duration call, Duration period, Duration afterFailure, Duration goodEnd, Duration badEnd) {

  static final Patience USUAL =
      new Patience(
          Duration.ofSeconds(10),
          Duration.ofSeconds(2),
          Duration.ofSeconds(20),
          Duration.ofMinutes(5),
          Duration.ofSeconds(10));
}
