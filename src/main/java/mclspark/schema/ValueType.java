package mclspark.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The types that a key may have: what they are called and how a YAML value becomes one. */
final class ValueType {

  // Narrower than Double.valueOf, which also takes 1f and hexadecimal.
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?");

  private ValueType() {}

  /** The type and bounds in words, as in "it must be ...". */
  static String words(Type type, Bounds bounds) {
    if (type instanceof ParameterizedType list) {
      Type element = list.getActualTypeArguments()[0];
      if (isEnum(element)) {
        List<String> names = enumNames(element);
        return "a list of %s, such as [%s]".formatted(Words.either(names), names.get(0));
      }
      boolean whole = element == Integer.class;
      String each = bounds.suffix().isEmpty() ? "" : ", each" + bounds.suffix() + ",";
      return whole
          ? "a list of whole numbers" + each + " such as [120, 160]"
          : "a list of numbers" + each + " such as [0.4, 0.1]";
    }
    if (type == String.class) {
      return "text";
    }
    if (type == boolean.class) {
      return "true or false";
    }
    if (isEnum(type)) {
      return Words.either(enumNames(type));
    }
    return (type == double.class ? "a number" : "a whole number") + bounds.suffix();
  }

  static boolean isEnum(Type type) {
    return type instanceof Class<?> raw && raw.isEnum();
  }

  static List<String> enumNames(Type type) {
    return Arrays.stream(((Class<?>) type).getEnumConstants())
        .map(constant -> Words.enumName((Enum<?>) constant))
        .toList();
  }

  /**
   * The value of a default.
   *
   * @throws IllegalStateException if the text does not fit the type
   */
  static Object ofText(String path, Type type, String text) {
    if (type == String.class) {
      return text;
    }
    return convert(type, Yaml.parse(path, text))
        .orElseThrow(() -> new IllegalStateException("bad default of " + path));
  }

  /** Converts a value; empty if it has the wrong type or does not fit. */
  static Optional<Object> convert(Type type, JsonNode node) {
    if (type instanceof ParameterizedType list) {
      return convertList(list.getActualTypeArguments()[0], node);
    }
    if (!node.isValueNode() || node.isNull()) {
      return Optional.empty();
    }
    if (type == String.class) {
      return Optional.of(node.asText());
    }
    if (type == boolean.class) {
      return convertBoolean(node.asText());
    }
    return isEnum(type)
        ? convertEnum((Class<?>) type, node.asText())
        : convertNumber(type, node.asText());
  }

  private static Optional<Object> convertList(Type element, JsonNode node) {
    if (!node.isArray()) {
      return Optional.empty();
    }
    List<Object> values = new ArrayList<>();
    for (JsonNode child : node) {
      Optional<Object> value = convert(element, child);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      values.add(value.get());
    }
    return Optional.of(List.copyOf(values));
  }

  private static Optional<Object> convertBoolean(String text) {
    return switch (text) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static Optional<Object> convertEnum(Class<?> type, String text) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> (Object) constant)
        .filter(constant -> Words.enumName((Enum<?>) constant).equals(text))
        .findFirst();
  }

  // Parsed from the text, so that a number in quotes is a number too.
  private static Optional<Object> convertNumber(Type type, String text) {
    if (!NUMBER.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      if (type == int.class || type == Integer.class) {
        return Optional.of(Integer.valueOf(text));
      }
      return Optional.of(type == long.class ? Long.valueOf(text) : (Object) Double.valueOf(text));
    } catch (NumberFormatException notOfThisType) {
      return Optional.empty();
    }
  }
}
