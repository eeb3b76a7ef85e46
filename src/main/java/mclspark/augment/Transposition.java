package mclspark.augment;

/** Exchanges rows and columns. */
final class Transposition {

  private static final int AT_ONCE = 8;

  private Transposition() {}

  /**
   * Writes row {@code i} of {@code in} into column {@code i} of {@code out}.
   *
   * @param count rows of {@code in}
   * @param length their length
   */
  static void run(int[][] in, int count, int length, int[][] out) {
    int i = 0;
    for (; i + AT_ONCE <= count; i += AT_ONCE) {
      eight(in, i, length, out);
    }
    for (; i < count; i++) {
      for (int k = 0; k < length; k++) {
        out[k][i] = in[i][k];
      }
    }
  }

  private static void eight(int[][] in, int i, int length, int[][] out) {
    int[] a = in[i];
    int[] b = in[i + 1];
    int[] c = in[i + 2];
    int[] d = in[i + 3];
    int[] e = in[i + 4];
    int[] f = in[i + 5];
    int[] g = in[i + 6];
    int[] h = in[i + 7];
    for (int k = 0; k < length; k++) {
      int[] row = out[k];
      row[i] = a[k];
      row[i + 1] = b[k];
      row[i + 2] = c[k];
      row[i + 3] = d[k];
      row[i + 4] = e[k];
      row[i + 5] = f[k];
      row[i + 6] = g[k];
      row[i + 7] = h[k];
    }
  }
}
