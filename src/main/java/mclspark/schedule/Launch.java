package mclspark.schedule;

import java.time.Instant;
import java.util.Optional;

/**
 * How a job is to be started.
 *
 * @param dryRun true to check everything and print the plan only
 * @param ifChanged whether nothing is trained where data and configuration are those of the newest
 *     finished run
 * @param date the schedule's own, for placeholders of the output; without it that of now
 */
public record Launch(boolean dryRun, boolean ifChanged, Optional<Instant> date) {

  /** A start by hand. */
  public static Launch now(boolean dryRun) {
    return new Launch(dryRun, false, Optional.empty());
  }
}
