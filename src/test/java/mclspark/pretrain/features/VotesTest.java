package mclspark.pretrain.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

/** Counts of kNN's votes. */
final class VotesTest {

  private static Votes votes(int[] winners, int... nearest) {
    Votes votes = Votes.none(new int[] {4, 5, 6, 7}, new int[] {0, 2, -1, 2});
    for (int row = 0; row < 4; row++) {
      if (row != 2) {
        votes.put(row, winners[row], nearest[row]);
      }
    }
    return votes;
  }

  @Test
  void eachClassIsCountedByItself() {
    double[] counts = votes(new int[] {0, 1, 0, 2}, 9, 9, 9, 9).perClass(3);
    assertArrayEquals(new double[] {1, 1, 0, 0, 1, 2}, counts);
  }

  @Test
  void peersAgreeOnWhatBothCouldRead() {
    Votes one = votes(new int[] {0, 1, 0, 2}, 10, 11, 12, 13);
    Votes other = votes(new int[] {0, 2, 0, 2}, 10, 15, 12, 14);
    assertArrayEquals(new double[] {2, 1, 3}, one.agreement(other));
  }
}
