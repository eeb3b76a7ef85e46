package mclspark.checkpoint;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Name of a checkpoint's folder: {@code step-000001234}, and {@code step-000001234-r2} for the
 * second one of the same step, so that a step can be saved again without touching the first.
 */
record CheckpointName(long step, int revision) implements Comparable<CheckpointName> {

  private static final Pattern FORM = Pattern.compile("step-(\\d{9,18})(?:-r(\\d{1,9}))?");

  static Optional<CheckpointName> parse(String folder) {
    Matcher matcher = FORM.matcher(folder);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int revision = matcher.group(2) == null ? 1 : Integer.parseInt(matcher.group(2));
    return Optional.of(new CheckpointName(Long.parseLong(matcher.group(1)), revision));
  }

  @Override
  public int compareTo(CheckpointName other) {
    return Comparator.comparingLong(CheckpointName::step)
        .thenComparingInt(CheckpointName::revision)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "step-%09d", step) + (revision == 1 ? "" : "-r" + revision);
  }
}
