package mclspark.loss;

import mclspark.UserError;

/** Class numbers of a batch's rows, before they reach a device. */
public final class Labels {

  private Labels() {}

  /**
   * Refuses what a loss cannot take: on a GPU a wrong label ends the process's whole context.
   *
   * @param labels [B]
   * @param classes C, columns of the logits
   * @throws UserError if a label is not in 0 .. C - 1
   */
  public static void check(long[] labels, long classes) {
    for (int row = 0; row < labels.length; row++) {
      if (labels[row] < 0 || labels[row] >= classes) {
        throw new UserError(
            ("Row %d of a batch has label %d, but the networks tell %d classes apart (0 to "
                    + "%d); check the number of classes and the data.")
                .formatted(row, labels[row], classes, classes - 1));
      }
    }
  }
}
