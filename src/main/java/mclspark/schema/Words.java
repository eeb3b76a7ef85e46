package mclspark.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How values and names are written for people, and in YAML. */
public final class Words {

  // Text that YAML reads as itself without quotes.
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z/._][A-Za-z0-9/._:@=+-]*(?<!:)");

  private Words() {}

  /** A value as it would stand in a configuration file. */
  public static String of(Object value) {
    if (value instanceof Double number) {
      return number(number);
    }
    if (value instanceof Enum<?> constant) {
      return enumName(constant);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Words::of).collect(Collectors.joining(", ", "[", "]"));
    }
    return value instanceof String text ? text(text) : String.valueOf(value);
  }

  /** An enum constant as users write it: lower case, hyphens. */
  public static String enumName(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@code a, b or c}. */
  public static String either(Collection<String> names) {
    List<String> list = List.copyOf(names);
    if (list.size() < 2) {
      return String.join("", list);
    }
    int last = list.size() - 1;
    return String.join(", ", list.subList(0, last)) + " or " + list.get(last);
  }

  /** A parsed YAML value, for error messages: text in quotes. */
  static String shown(JsonNode node) {
    return node.isObject() ? "a section" : node.toString();
  }

  private static String number(double number) {
    double size = Math.abs(number);
    boolean plain = number == 0 || (size >= 1e-7 && size < 1e9);
    return plain
        ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()
        : Double.toString(number);
  }

  private static String text(String text) {
    boolean keyword = text.matches("(?i)true|false|null|yes|no|on|off|y|n|[.](nan|inf)");
    return PLAIN.matcher(text).matches() && !keyword ? text : quoted(text);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
