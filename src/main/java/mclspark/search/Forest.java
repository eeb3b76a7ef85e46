package mclspark.search;

import java.util.Arrays;

/** Disjoint sets of numbers; the least of a set stands for it. */
final class Forest {

  private final int[] parents;

  /** Sets of one number each. */
  Forest(int size) {
    parents = new int[size];
    Arrays.setAll(parents, i -> i);
  }

  /** The least number of a set. */
  int root(int number) {
    int at = number;
    while (parents[at] != at) {
      parents[at] = parents[parents[at]]; // halves the path
      at = parents[at];
    }
    return at;
  }

  /** Joins two sets; false if they were one already. */
  boolean join(int a, int b) {
    int first = root(a);
    int second = root(b);
    parents[Math.max(first, second)] = Math.min(first, second);
    return first != second;
  }
}
