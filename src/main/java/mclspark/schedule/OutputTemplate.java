package mclspark.schedule;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mclspark.UserError;
import mclspark.run.JobConfig;

/**
 * An output with placeholders: {@code {date}}, {@code {date:yyyy-MM-dd}}, {@code {week}}, {@code
 * {name}} and {@code {fingerprint}}. Dates are of UTC, so that they mean the same on every machine.
 *
 * @param text as configured
 */
public record OutputTemplate(String text) {

  /** Digits of the configuration's fingerprint that stand in a name. */
  static final int DIGITS = 12;

  private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");
  private static final String ANYTHING = "[A-Za-z0-9._-]+";
  private static final String DATE = "date";
  private static final String CHOICES =
      "{date}, {date:yyyy-MM-dd} with another pattern of Java's DateTimeFormatter, {week}, {name}"
          + " or {fingerprint}";

  /** Whether there is a placeholder. */
  public boolean hasPlaces() {
    return text.indexOf('{') >= 0 || text.indexOf('}') >= 0;
  }

  /**
   * The folder of a run.
   *
   * @throws UserError in one sentence, if a placeholder is unknown or gives no name of a folder
   */
  String resolve(JobConfig config, Instant time) {
    ZonedDateTime date = time.atZone(ZoneOffset.UTC);
    return replaced(place -> Matcher.quoteReplacement(value(place, config, date)));
  }

  /** A pattern of the names of all its folders, whatever the date. */
  Pattern folders(JobConfig config) {
    StringBuilder pattern = new StringBuilder();
    Matcher places = PLACE.matcher(text);
    int from = 0;
    while (places.find()) {
      String place = places.group(1);
      pattern.append(Pattern.quote(text.substring(from, places.start())));
      pattern.append(place.equals("name") ? Pattern.quote(config.name()) : ANYTHING);
      from = places.end();
    }
    return Pattern.compile(pattern + Pattern.quote(text.substring(from)));
  }

  private String replaced(Function<String, String> value) {
    String resolved = PLACE.matcher(text).replaceAll(found -> value.apply(found.group(1)));
    if (PLACE.matcher(text).replaceAll("").matches(".*[{}].*")) {
      throw new UserError(
          "output is %s, which has a brace without its other one; write %s."
              .formatted(text, CHOICES));
    }
    return resolved;
  }

  private String value(String place, JobConfig config, ZonedDateTime date) {
    String value =
        switch (place) {
          case "name" -> config.name();
          case "fingerprint" -> config.hash().substring(0, DIGITS);
          case "week" -> format("YYYY-'W'ww", date);
          case DATE -> format("yyyy-MM-dd", date);
          default -> format(pattern(place), date);
        };
    if (!NAME.matcher(value).matches() || value.matches("\\.+")) {
      throw new UserError(
          ("output is %s, in which {%s} becomes '%s'; a name of a folder may have letters, digits,"
                  + " '.', '_' and '-' only.")
              .formatted(text, place, value));
    }
    return value;
  }

  private String pattern(String place) {
    if (!place.startsWith(DATE + ":")) {
      throw new UserError(
          "output is %s, in which {%s} is unknown; write %s.".formatted(text, place, CHOICES));
    }
    return place.substring(DATE.length() + 1);
  }

  private String format(String pattern, ZonedDateTime date) {
    try {
      return DateTimeFormatter.ofPattern(pattern, Locale.UK).format(date); // weeks as in ISO 8601
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new UserError(
          "output is %s, in which '%s' is no pattern of a date: %s; write it as in {date:yyyy-MM-dd}."
              .formatted(text, pattern, e.getMessage()),
          e);
    }
  }
}
