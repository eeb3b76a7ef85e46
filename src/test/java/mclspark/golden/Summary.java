package mclspark.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import mclspark.tensor.HostTensor;
import org.junit.jupiter.api.Assertions;

/**
 * A run's values beside a fixture's numbers, in groups (one a training step).
 *
 * <p>Training amplifies rounding: after an update of a network whose batch norms see a handful of
 * values, correct implementations differ by per cents. How much is measured, not guessed: two runs
 * of ours that differ in rounding only (memory layout) show the spread of each group.
 */
final class Summary {

  /** A deviation may be this many times the spread of our own two runs. */
  private static final double TIMES_SPREAD = 3;

  /** Whatever the spread, no deviation may be this many times the tolerance. */
  private static final double LIMIT = 100;

  private record Entry(String group, double expected, double actual, double allowed) {
    double excess() {
      double difference = Math.abs(expected - actual);
      double most = allowed * GoldenEngine.tolerance();
      return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference / most;
    }
  }

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** One number, relative to its size where that is above 1. */
  void number(String group, String what, JsonNode expected, double actual, double tolerance) {
    double value = expected.asDouble();
    double allowed = tolerance * Math.max(1, Math.abs(value));
    entries.put(what, new Entry(group, value, actual, allowed));
  }

  /** Every number of a tensor's summary; {@code tolerance} is relative to the L2 norm. */
  void tensor(String group, String what, JsonNode expected, float[] actual, double tolerance) {
    double size = tolerance * Math.max(expected.get("l2").asDouble(), 1e-6);
    compare(group, what, expected, actual, size);
  }

  /** The same where values that should be zero are rounding errors of size {@code noise}. */
  void noisyTensor(
      String group,
      String what,
      JsonNode expected,
      float[] actual,
      double tolerance,
      double noise) {
    double size = Math.max(tolerance * expected.get("l2").asDouble(), noise);
    compare(group, what, expected, actual, size);
  }

  private void compare(String group, String what, JsonNode expected, float[] actual, double size) {
    NamedValues probe = new NamedValues("probe", 0);
    double sum = 0;
    double square = 0;
    double dot = 0;
    for (int e = 0; e < actual.length; e++) {
      sum += actual[e];
      square += (double) actual[e] * actual[e];
      dot += actual[e] * probe.signed(e);
    }
    // The sum of n values moves by up to sqrt(n) times a relative error of the norm.
    double sumSize = size * Math.sqrt(actual.length);
    note(group, what + " l2", expected.get("l2"), Math.sqrt(square), size);
    note(group, what + " sum", expected.get("sum"), sum, sumSize);
    if (expected.has("probe")) {
      note(group, what + " probe", expected.get("probe"), dot, sumSize);
    }
    for (String list : new String[] {"first", "values"}) {
      JsonNode values = expected.path(list);
      for (int e = 0; e < values.size(); e++) {
        note(group, what + " [" + e + "]", values.get(e), actual[e], size);
      }
    }
  }

  private void note(String group, String what, JsonNode expected, double actual, double allowed) {
    entries.put(what, new Entry(group, expected.asDouble(), actual, allowed));
  }

  /** Fails if a deviation is above its tolerance; lists the worst of each group. */
  void assertWithinTolerance() {
    assertWithin(new TreeMap<>());
  }

  /** The same, with tolerances widened to the spread of this run and another one. */
  void assertWithinSpread(Summary other) {
    Map<String, Double> factors = new TreeMap<>();
    entries.forEach(
        (what, entry) -> {
          double difference = Math.abs(entry.actual() - other.entries.get(what).actual());
          double factor = Math.min(LIMIT, TIMES_SPREAD * difference / entry.allowed());
          factors.merge(entry.group(), factor, Math::max);
        });
    assertWithin(factors);
  }

  private void assertWithin(Map<String, Double> factors) {
    Map<String, String> worst = new TreeMap<>();
    Map<String, Double> excess = new TreeMap<>();
    entries.forEach(
        (what, entry) -> {
          double factor = Math.max(1, factors.getOrDefault(entry.group(), 1.0));
          double share = entry.excess() / factor;
          if (share >= excess.getOrDefault(entry.group(), -1.0)) {
            excess.put(entry.group(), share);
            worst.put(
                entry.group(),
                "%s: %.2f of what is allowed (%.1f tolerances), %s is %s, expected %s"
                    .formatted(
                        entry.group(), share, factor, what, entry.actual(), entry.expected()));
          }
        });
    boolean good = excess.values().stream().allMatch(share -> share <= 1);
    Assertions.assertTrue(good, () -> "\n" + String.join("\n", worst.values()));
  }

  static float[] floats(HostTensor tensor) {
    float[] values = new float[(int) HostTensor.elements(tensor.shape())];
    tensor.data().slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
