package mclspark.augment;

/**
 * Sums of rows. Every row is an array of its own and every loop uses one index for all of them,
 * since only then does the just-in-time compiler of Java 17 make vector instructions of the loop:
 * an offset into one of the arrays costs a factor of six.
 */
public final class Rows {

  private Rows() {}

  /** {@code out = a * one + b * two + constant}. */
  static void weigh(int[] out, int[] one, int[] two, int a, int b, int constant, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = a * one[i] + b * two[i] + constant;
    }
  }

  /** {@code out += a * row}. */
  static void addWeighed(int[] out, int[] row, int a, int length) {
    for (int i = 0; i < length; i++) {
      out[i] += a * row[i];
    }
  }

  /** {@code out = one + two}. */
  static void sum(int[] out, int[] one, int[] two, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = one[i] + two[i];
    }
  }

  /** {@code out += row}. */
  static void add(int[] out, int[] row, int length) {
    for (int i = 0; i < length; i++) {
      out[i] += row[i];
    }
  }

  /** {@code row >>= bits}. */
  static void shift(int[] row, int bits, int length) {
    for (int i = 0; i < length; i++) {
      row[i] >>= bits;
    }
  }
}
