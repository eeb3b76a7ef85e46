package mclspark.schema;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Proposes names similar to a misspelt one. */
public final class Suggestions {

  private static final int MOST = 3;
  private static final int SHORTEST_PREFIX = 3;

  private record Scored(String name, int distance) {}

  private Suggestions() {}

  /** Up to three candidates similar to the word, the most similar first. */
  public static List<String> similar(String word, Collection<String> candidates) {
    return candidates.stream()
        .filter(candidate -> isSimilar(word, candidate))
        .map(candidate -> new Scored(candidate, score(word, candidate)))
        .sorted(Comparator.comparingInt(Scored::distance).thenComparing(Scored::name))
        .limit(MOST)
        .map(Scored::name)
        .toList();
  }

  /** {@code ; did you mean a or b?}, or a full stop if nothing is similar. */
  public static String question(String word, Collection<String> candidates) {
    List<String> names = similar(word, candidates);
    return names.isEmpty() ? "." : "; did you mean " + Words.either(names) + "?";
  }

  /** The candidate that takes the fewest edits, whatever their case; the first one of equals. */
  public static String nearest(String word, List<String> candidates) {
    String plain = word.toLowerCase(Locale.ROOT);
    return candidates.stream()
        .min(Comparator.comparingInt(name -> distance(plain, name.toLowerCase(Locale.ROOT))))
        .orElseThrow();
  }

  private static boolean isSimilar(String word, String candidate) {
    return close(word, candidate)
        || close(leaf(word), leaf(candidate))
        || (leaf(word).length() >= SHORTEST_PREFIX && leaf(candidate).startsWith(leaf(word)));
  }

  // At most one edit for every three letters. Each letter more is an edit: what is far too long is
  // not compared.
  private static boolean close(String a, String b) {
    int longer = Math.max(a.length(), b.length());
    return 3 * Math.abs(a.length() - b.length()) <= longer && 3 * distance(a, b) <= longer;
  }

  private static int score(String word, String candidate) {
    return distance(word, candidate) + distance(leaf(word), leaf(candidate));
  }

  private static String leaf(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** Edits (insert, delete, replace, swap neighbours) that turn one word into the other. */
  static int distance(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        edits[i][j] = i == 0 || j == 0 ? i + j : cheapest(edits, a, b, i, j);
      }
    }
    return edits[a.length()][b.length()];
  }

  private static int cheapest(int[][] edits, String a, String b, int i, int j) {
    int replace = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replace, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, edits[i - 2][j - 2] + 1) : best;
  }
}
