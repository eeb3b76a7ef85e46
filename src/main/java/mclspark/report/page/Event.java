package mclspark.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * One readable line of a metrics file.
 *
 * @param kind what the line tells, for instance "step"
 * @param fields the whole object
 */
public record Event(String kind, JsonNode fields) {

  /** The number in a field; NaN where it is missing, null or no number. */
  public double number(String field) {
    return number(fields.path(field));
  }

  private static double number(JsonNode value) {
    if (value.isNumber()) {
      return value.asDouble();
    }
    return switch (value.asText()) {
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> Double.NaN;
    };
  }

  /** The numbers of a list, NaN where one is no number; none if the field is no list. */
  public double[] numbers(String field) {
    JsonNode list = fields.path(field);
    double[] numbers = new double[list.isArray() ? list.size() : 0];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(list.get(i));
    }
    return numbers;
  }

  /** The text of a field; empty where it is missing. Numbers are given as they were written. */
  public String text(String field) {
    return fields.path(field).asText("");
  }

  /** The object in a field, if there is one. */
  public Optional<JsonNode> object(String field) {
    return Optional.of(fields.path(field)).filter(JsonNode::isObject);
  }
}
