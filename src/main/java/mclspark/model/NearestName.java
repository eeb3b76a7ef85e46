package mclspark.model;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The known name that a misspelt one is closest to. */
public final class NearestName {

  private NearestName() {}

  /** The candidate that takes the fewest edits; the first one of equals. */
  public static String of(String word, List<String> candidates) {
    String plain = word.toLowerCase(Locale.ROOT);
    return candidates.stream()
        .min(Comparator.comparingInt(name -> edits(plain, name.toLowerCase(Locale.ROOT))))
        .orElseThrow();
  }

  /** Letters to insert, delete or replace (Levenshtein's distance). */
  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
