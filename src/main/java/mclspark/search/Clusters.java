package mclspark.search;

import java.util.Arrays;

/**
 * Joins rows that pairs join, whether directly or over others, and chooses the row of each cluster
 * that stands for it: the one with the most pairs, of several the first in the table's order. Takes
 * 8 bytes a row, and 8 more for the answer.
 */
public final class Clusters {

  private final Forest forest;
  private final int[] degrees;

  /** Every row is a cluster of its own. */
  public Clusters(int rows) {
    forest = new Forest(rows);
    degrees = new int[rows];
  }

  /** Adds pairs of two blocks. */
  public void add(PairEdges edges) {
    for (int i = 0; i < edges.ends().length; i += 2) {
      forest.join(edges.ends()[i], edges.ends()[i + 1]);
    }
    for (int i = 0; i < edges.rows().length; i++) {
      degrees[edges.rows()[i]] += edges.degrees()[i];
    }
  }

  /** The clusters of all pairs added. */
  public Clustering clustering() {
    int[] clusters = new int[degrees.length];
    int[] chosen = new int[degrees.length]; // of each cluster
    int count = 0;
    for (int row = 0; row < clusters.length; row++) {
      int root = forest.root(row); // the first of its cluster
      clusters[row] = root == row ? count : clusters[root];
      if (root == row) {
        chosen[count++] = row;
      } else if (degrees[row] > degrees[chosen[clusters[row]]]) {
        chosen[clusters[row]] = row;
      }
    }
    int[] representatives = Arrays.stream(clusters).map(cluster -> chosen[cluster]).toArray();
    return new Clustering(clusters, representatives, count);
  }
}
