package mclspark.sampling;

import mclspark.UserError;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;

/**
 * Which entries of a memory bank a picture is compared with (spec 4.2): itself, some distinct
 * pictures of its class (itself may be among them), and pictures of other classes drawn with
 * replacement. A row of indices is a pure function of (seed, epoch, picture).
 */
public final class NegativeSampler {

  private final long seed;
  private final PicturesByClass pictures;
  private final int positives;
  private final int negatives;

  /**
   * Checks that every picture gets its indices.
   *
   * @param positives pictures of the own class; pos_k, 1 in the paper
   * @param negatives pictures of other classes; neg_k, 8192 in the paper
   * @throws UserError if a class has too few pictures or is the only one
   */
  public NegativeSampler(long seed, PicturesByClass pictures, int positives, int negatives) {
    if (positives < 1 || negatives < 1) {
      throw new IllegalArgumentException(
          "positives " + positives + ", negatives " + negatives + "; both must be >= 1");
    }
    this.seed = seed;
    this.pictures = pictures;
    this.positives = positives;
    this.negatives = negatives;
    requirePictures();
  }

  private void requirePictures() {
    for (int label : pictures.present()) {
      int count = pictures.count(label);
      if (count < positives) {
        throw new UserError(
            ("The class %s has only %d pictures but %d positives are drawn for each picture; "
                    + "add pictures to the class, leave it out, or draw fewer positives.")
                .formatted(pictures.name(label), count, positives));
      }
      if (count == pictures.size()) {
        throw new UserError(
            ("All pictures belong to the class %s, so there are no negatives; at least two "
                    + "classes are needed.")
                .formatted(pictures.name(label)));
      }
    }
  }

  /** Indices for one picture: {@code L = 1 + positives + negatives}. */
  public int rowLength() {
    return 1 + positives + negatives;
  }

  /**
   * The index rows of a batch.
   *
   * @param shown the pictures of the batch's rows, [B]
   * @return [B * L]: for each row the picture itself, the positives, the negatives
   */
  public long[] rows(int epoch, int[] shown) {
    long[] rows = new long[Math.multiplyExact(shown.length, rowLength())];
    for (int row = 0; row < shown.length; row++) {
      fill(rows, row * rowLength(), epoch, shown[row]);
    }
    return rows;
  }

  private void fill(long[] rows, int offset, int epoch, int picture) {
    CounterRandom random = CounterRandom.of(seed, epoch, picture, Purpose.BANK_INDICES);
    int label = pictures.label(picture);
    int next = offset;
    rows[next++] = picture;
    for (int positive : pictures.distinct(random, label, positives)) {
      rows[next++] = positive;
    }
    for (int i = 0; i < negatives; i++) {
      rows[next++] = pictures.anyOther(random, label);
    }
  }
}
