package mclspark.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * Bounds of a number, made from the text that users read, so that the check and the sentence about
 * it cannot differ.
 */
final class Bounds {

  private record Limit(String operator, double value) {
    boolean allows(double number) {
      return switch (operator) {
        case ">" -> number > value;
        case ">=" -> number >= value;
        case "<" -> number < value;
        case "<=" -> number <= value;
        default -> throw new IllegalArgumentException("unknown bound " + operator);
      };
    }
  }

  private final String words;
  private final List<Limit> limits;

  private Bounds(String words, List<Limit> limits) {
    this.words = words;
    this.limits = limits;
  }

  /**
   * Reads bounds such as {@code >= 0 and < 1}; empty text sets none.
   *
   * @throws IllegalArgumentException if the text has another form
   */
  static Bounds of(String words) {
    List<Limit> limits = new ArrayList<>();
    if (!words.isEmpty()) {
      for (String part : words.split(" and ", -1)) {
        String[] pieces = part.split(" ", 2);
        Limit limit = new Limit(pieces[0], Double.parseDouble(pieces[1]));
        limit.allows(0); // fails now rather than at the first value if the operator is unknown
        limits.add(limit);
      }
    }
    return new Bounds(words, List.copyOf(limits));
  }

  /** Whether a number is finite and within the bounds. */
  boolean allow(double number) {
    return Double.isFinite(number) && limits.stream().allMatch(limit -> limit.allows(number));
  }

  /** The bounds as text; "a finite number" if there are none. */
  String words() {
    return words.isEmpty() ? "a finite number" : words;
  }

  /** The bounds with a leading space, to follow a type, or nothing. */
  String suffix() {
    return words.isEmpty() ? "" : " " + words;
  }
}
