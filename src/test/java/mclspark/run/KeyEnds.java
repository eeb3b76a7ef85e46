package mclspark.run;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import mclspark.schema.KeyInfo;
import mclspark.schema.Schema;

/**
 * The smallest and the largest number that a key of a configuration accepts by its range.
 *
 * @param job whose configuration it is
 * @param schema of that job
 * @param key the key's full name
 * @param value the number as YAML text
 */
record KeyEnds(Job job, Schema<?> schema, String key, String value) {

  /** Both ends of every key with a range, in the schema's order. */
  static List<KeyEnds> of(Job job, Schema<?> schema) {
    return schema.keys().stream()
        .filter(key -> !key.key().range().isEmpty())
        .flatMap(
            key ->
                Stream.of('>', '<')
                    .map(side -> new KeyEnds(job, schema, key.path(), end(key, side))))
        .toList();
  }

  /** The override that sets the key. */
  String override() {
    return key + "=" + value;
  }

  private static String end(KeyInfo key, char side) {
    String number =
        Stream.of(key.key().range().split(" and "))
            .filter(limit -> limit.charAt(0) == side)
            .map(limit -> allowed(limit, isWhole(key.type())))
            .findFirst()
            .orElseGet(() -> unlimited(isWhole(key.type()), side));
    return listed(key, number);
  }

  /** The number next to a limit such as {@code >= 1} that the limit allows. */
  private static String allowed(String limit, boolean whole) {
    String[] pieces = limit.split(" ");
    boolean included = pieces[0].endsWith("=");
    if (whole) {
      long value = Long.parseLong(pieces[1]);
      return Long.toString(included ? value : value + (limit.charAt(0) == '>' ? 1 : -1));
    }
    double value = Double.parseDouble(pieces[1]);
    if (included) {
      return Double.toString(value);
    }
    return Double.toString(limit.charAt(0) == '>' ? Math.nextUp(value) : Math.nextDown(value));
  }

  private static String unlimited(boolean whole, char side) {
    if (whole) {
      return Integer.toString(side == '>' ? Integer.MIN_VALUE : Integer.MAX_VALUE);
    }
    return Double.toString(side == '>' ? -Double.MAX_VALUE : Double.MAX_VALUE);
  }

  private static boolean isWhole(Type type) {
    Type number = type instanceof ParameterizedType list ? list.getActualTypeArguments()[0] : type;
    return number != double.class && number != Double.class;
  }

  private static String listed(KeyInfo key, String number) {
    if (!(key.type() instanceof ParameterizedType)) {
      return number;
    }
    int numbers =
        switch (key.name()) {
          case "mean", "std" -> 3;
          case "color_jitter" -> 4;
          default -> 1;
        };
    return Collections.nCopies(numbers, number).toString();
  }

  @Override
  public String toString() {
    return job.name().toLowerCase(Locale.ROOT) + " " + override();
  }
}
