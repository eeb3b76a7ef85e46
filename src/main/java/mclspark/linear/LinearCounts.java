package mclspark.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Exact validation counts of one classifier.
 *
 * @param lossSum sum over pictures of the cross entropy, in nats
 * @param hits1 pictures whose label has the largest logit
 * @param hits5 pictures whose label is among the five largest logits
 * @param images pictures that could be read
 * @param confusion [classes * classes], true class by predicted class; empty if not wanted
 */
record LinearCounts(double lossSum, long hits1, long hits5, long images, long[] confusion) {

  /** A row of the confusion matrix per true class; none where it was not counted. */
  List<List<Long>> matrix(int classes) {
    if (confusion.length == 0) {
      return List.of();
    }
    List<List<Long>> rows = new ArrayList<>();
    for (int label = 0; label < classes; label++) {
      long[] row = Arrays.copyOfRange(confusion, label * classes, (label + 1) * classes);
      rows.add(Arrays.stream(row).boxed().toList());
    }
    return List.copyOf(rows);
  }
}
