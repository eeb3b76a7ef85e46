package mclspark.search;

import java.io.Serializable;

/**
 * Which rows belong together.
 *
 * @param clusters of each row, numbered in the order of their first rows
 * @param representatives of each row, the row that stands for its cluster
 * @param count number of clusters
 */
public record Clustering(int[] clusters, int[] representatives, int count) implements Serializable {

  /** Rows that another one stands for. */
  public int duplicates() {
    return clusters.length - count;
  }
}
