package mclspark.pretrain.features;

import java.util.Arrays;

/**
 * What kNN on one encoder's features says of a worker's test pictures, in their order.
 *
 * @param tests indices of the pictures in their data set
 * @param labels their classes; -1 for one that cannot be read
 * @param winners the classes that won; -1 likewise
 * @param nearest the most similar training picture of each; -1 likewise
 */
public record Votes(int[] tests, int[] labels, int[] winners, int[] nearest) {

  /** No votes yet. */
  public static Votes none(int[] tests, int[] labels) {
    int[] nobody = new int[labels.length];
    Arrays.fill(nobody, -1);
    return new Votes(tests, labels, nobody, nobody.clone());
  }

  /** Notes the vote on the picture in place {@code row}. */
  public void put(int row, int winner, int neighbour) {
    winners[row] = winner;
    nearest[row] = neighbour;
  }

  /** Two numbers a class: test pictures that were told right, and all that could be read. */
  public double[] perClass(int classes) {
    double[] counts = new double[2 * classes];
    for (int row = 0; row < labels.length; row++) {
      if (labels[row] >= 0) {
        counts[2 * labels[row]] += winners[row] == labels[row] ? 1 : 0;
        counts[2 * labels[row] + 1]++;
      }
    }
    return counts;
  }

  /**
   * How far another encoder agrees on the same pictures.
   *
   * @return pictures of which both say the same class; of which both find the same nearest training
   *     picture; that both could read
   */
  public double[] agreement(Votes other) {
    double[] counts = new double[3];
    for (int row = 0; row < labels.length; row++) {
      if (winners[row] >= 0 && other.winners[row] >= 0) {
        counts[0] += winners[row] == other.winners[row] ? 1 : 0;
        counts[1] += nearest[row] == other.nearest[row] ? 1 : 0;
        counts[2]++;
      }
    }
    return counts;
  }
}
