package mclspark.search;

/** The k most similar rows of one row, the most similar first; of equal ones the first in order. */
final class Best {

  private final double[] similarities;
  private final int[] numbers;
  private final String[] ids;
  private int size;

  Best(int k) {
    similarities = new double[k];
    numbers = new int[k];
    ids = new String[k];
  }

  int size() {
    return size;
  }

  double similarity(int rank) {
    return similarities[rank];
  }

  int number(int rank) {
    return numbers[rank];
  }

  String id(int rank) {
    return ids[rank];
  }

  /** What a row must have to be among the best; negative infinity while fewer than k are known. */
  double least() {
    return size < ids.length ? Double.NEGATIVE_INFINITY : similarities[size - 1];
  }

  /** Offers a row, each one at most once. */
  void offer(double similarity, int number, String id) {
    int place = size;
    while (place > 0 && isBefore(similarity, number, place - 1)) {
      place--;
    }
    if (place == ids.length) {
      return;
    }
    size = Math.min(ids.length, size + 1);
    int moved = size - place - 1;
    System.arraycopy(similarities, place, similarities, place + 1, moved);
    System.arraycopy(numbers, place, numbers, place + 1, moved);
    System.arraycopy(ids, place, ids, place + 1, moved);
    similarities[place] = similarity;
    numbers[place] = number;
    ids[place] = id;
  }

  private boolean isBefore(double similarity, int number, int place) {
    int order = Double.compare(similarity, similarities[place]);
    return order > 0 || order == 0 && number < numbers[place];
  }
}
