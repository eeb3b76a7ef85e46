package mclspark.dataset.shards.make;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mclspark.UserError;

/**
 * The patterns by which WebDataset names tar files: {@code train-{0000..0146}.tar}, {@code
 * {train,val}.tar}, several joined by {@code ::}.
 */
final class BracePattern {

  private static final int MOST = 100_000;
  private static final String JOINT = "::";
  private static final Pattern BRACES = Pattern.compile("\\{([^{}]*)}");
  private static final Pattern RANGE = Pattern.compile("(\\d{1,9})\\.\\.(\\d{1,9})");

  private BracePattern() {}

  /** Whether a source may be such a pattern. */
  static boolean is(String source) {
    return source.contains(JOINT) || source.contains("{");
  }

  /**
   * The paths that a pattern stands for, in its order; braces that are none of a pattern stay.
   *
   * @throws UserError if it stands for too many, or braces lie in braces
   */
  static List<String> expand(String pattern) {
    List<String> paths = new ArrayList<>();
    for (String part : pattern.split(JOINT)) {
      if (!part.isEmpty()) {
        expand(pattern, part, 0, paths);
      }
    }
    return paths;
  }

  private static void expand(String whole, String text, int from, List<String> paths) {
    Matcher braces = BRACES.matcher(text);
    if (!braces.find(from)) {
      refuseOpen(whole, text.substring(from));
      if (paths.size() == MOST) {
        throw tooMany(whole);
      }
      paths.add(text);
      return;
    }
    String before = text.substring(0, braces.start());
    String after = text.substring(braces.end());
    refuseOpen(whole, before.substring(from));
    for (String choice : choices(whole, braces.group(1))) {
      expand(whole, before + choice + after, before.length() + choice.length(), paths);
    }
  }

  private static void refuseOpen(String whole, String text) {
    if (text.contains("{") || text.contains("}")) {
      throw new UserError(
          "The pattern %s has braces that are open or lie in others; write {0000..0146} or {a,b}, side by side."
              .formatted(whole));
    }
  }

  private static List<String> choices(String whole, String inside) {
    Matcher range = RANGE.matcher(inside);
    if (!range.matches()) {
      return inside.contains(",")
          ? List.of(inside.split(",", -1))
          : List.of("{" + inside + "}"); // no pattern, for shells too
    }
    int first = Integer.parseInt(range.group(1));
    int last = Integer.parseInt(range.group(2));
    if (Math.abs(last - first) >= MOST) {
      throw tooMany(whole);
    }
    List<String> numbers = new ArrayList<>();
    int width = width(range.group(1), range.group(2));
    int step = first <= last ? 1 : -1;
    for (int i = first; i != last + step; i += step) {
      numbers.add(String.format(Locale.ROOT, "%0" + width + "d", i));
    }
    return numbers;
  }

  /** Numbers get zeros in front if one of the two has them. */
  private static int width(String first, String last) {
    boolean padded =
        (first.length() > 1 && first.startsWith("0"))
            || (last.length() > 1 && last.startsWith("0"));
    return padded ? Math.max(first.length(), last.length()) : 1;
  }

  private static UserError tooMany(String whole) {
    return new UserError(
        "The pattern %s stands for more than %,d files; name their folder.".formatted(whole, MOST));
  }
}
