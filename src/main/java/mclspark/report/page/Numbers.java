package mclspark.report.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as a reader wants them; what is no number is a dash. */
public final class Numbers {

  private static final String MISSING = "–";

  private Numbers() {}

  /** A percentage with two decimals, without the sign. */
  public static String percent(double percent) {
    return Double.isFinite(percent) ? String.format(Locale.ROOT, "%.2f", percent) : MISSING;
  }

  /** A difference of percentages in points, with its sign. */
  public static String points(double points) {
    return Double.isFinite(points) ? String.format(Locale.ROOT, "%+.1f", points) : MISSING;
  }

  /** A whole number with spaces between thousands. */
  public static String whole(double number) {
    return Double.isFinite(number)
        ? String.format(Locale.ROOT, "%,.0f", number).replace(',', '\u202f')
        : MISSING;
  }

  /** A number with its noun: "1 epoch", "300 epochs". */
  public static String counted(double number, String noun) {
    return whole(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /** At most {@code digits} significant digits, without an exponent where it reads well. */
  public static String significant(double number, int digits) {
    if (!Double.isFinite(number)) {
      return Double.isNaN(number) ? MISSING : Double.toString(number);
    }
    BigDecimal rounded = new BigDecimal(number).round(new MathContext(digits)).stripTrailingZeros();
    return Math.abs(number) >= 1e-4 || number == 0 ? rounded.toPlainString() : rounded.toString();
  }

  /** A duration as "1 h 02 min", "3 min 20 s" or "4.2 s". */
  public static String duration(double seconds) {
    if (!Double.isFinite(seconds)) {
      return MISSING;
    }
    long whole = Math.round(seconds);
    if (whole >= 3600) {
      return String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole / 60 % 60);
    }
    if (whole >= 60) {
      return String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60);
    }
    return String.format(Locale.ROOT, "%.1f s", seconds);
  }

  /** A size in bytes, kB, MB or GB (powers of 1000). */
  public static String bytes(double bytes) {
    if (!Double.isFinite(bytes)) {
      return MISSING;
    }
    if (bytes < 1000) {
      return String.format(Locale.ROOT, "%.0f B", bytes);
    }
    double rest = bytes / 1000;
    int unit = 0;
    while (rest >= 1000 && unit < 3) {
      rest /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", rest, new String[] {"kB", "MB", "GB", "TB"}[unit]);
  }
}
