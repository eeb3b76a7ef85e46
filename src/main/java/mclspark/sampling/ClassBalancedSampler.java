package mclspark.sampling;

import java.util.Arrays;
import java.util.List;
import mclspark.UserError;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;

/**
 * Batches of B pictures with exactly m of each of B / m classes (spec 3.3): rows {@code m t .. m t
 * + m - 1} share a label. Batches are independent draws, so that an epoch of n / B of them shows
 * about 63 % of the pictures.
 *
 * <p>The reference goes on shuffling one list of labels from batch to batch. Here each batch draws
 * its classes anew from its own stream, which has the same law and makes every batch a pure
 * function of (seed, epoch, step). The number of ranks has no influence: they share out the rows.
 */
public final class ClassBalancedSampler {

  private final long seed;
  private final PicturesByClass pictures;
  private final int batch;
  private final int perClass;

  /**
   * Checks that batches can be filled.
   *
   * @param batch B, rows of all ranks together
   * @param perClass m, pictures of each class in a batch; 2 in the paper. From a class with fewer
   *     pictures they are drawn with replacement
   * @throws UserError if B is no multiple of m, or there are too few pictures or classes
   */
  public ClassBalancedSampler(long seed, PicturesByClass pictures, int batch, int perClass) {
    if (batch < 1 || perClass < 1) {
      throw new IllegalArgumentException("batch " + batch + ", per class " + perClass);
    }
    this.seed = seed;
    this.pictures = pictures;
    this.batch = batch;
    this.perClass = perClass;
    requireFilledBatches();
  }

  private void requireFilledBatches() {
    if (batch % perClass != 0) {
      throw new UserError(
          ("A batch of %d pictures can't hold %d of each of its classes; choose a batch "
                  + "size that is a multiple of %d.")
              .formatted(batch, perClass, perClass));
    }
    if (pictures.size() < batch) {
      throw new UserError(
          ("A batch takes %d pictures but the data hold only %d; lower the batch size or "
                  + "add pictures.")
              .formatted(batch, pictures.size()));
    }
    int classes = pictures.present().length;
    if ((long) perClass * classes < batch) {
      throw new UserError(
          ("A batch of %d pictures with %d of each class takes %d classes but the data "
                  + "hold only %d; lower the batch size or take more pictures of each class.")
              .formatted(batch, perClass, batch / perClass, classes));
    }
  }

  /** Steps of every epoch: floor(n / B). */
  public int stepsPerEpoch() {
    return pictures.size() / batch;
  }

  /** Picture indices of all ranks' rows of a step, [B]. */
  public int[] rows(int epoch, int step) {
    if (step < 0 || step >= stepsPerEpoch()) {
      throw new IndexOutOfBoundsException("step " + step + " of " + stepsPerEpoch());
    }
    CounterRandom random = CounterRandom.of(seed, epoch, step, Purpose.CLASS_BALANCED_BATCH);
    int[] classes = pictures.present();
    int[] rows = new int[batch];
    int next = 0;
    for (int place : random.distinct(classes.length, batch / perClass)) {
      for (int picture : draw(random, classes[place])) {
        rows[next++] = picture;
      }
    }
    return rows;
  }

  private int[] draw(CounterRandom random, int label) {
    if (pictures.count(label) >= perClass) {
      return pictures.distinct(random, label, perClass);
    }
    int[] drawn = new int[perClass];
    Arrays.setAll(drawn, i -> pictures.any(random, label));
    return drawn;
  }

  /**
   * The plan of a worker that carries some of W logical ranks; rank r has rows {@code r B / W .. (r
   * + 1) B / W - 1} of every batch.
   *
   * @throws IllegalArgumentException unless W divides B
   */
  public BatchPlan plan(int epoch, int logicalRanks, List<Integer> own) {
    if (batch % logicalRanks != 0) {
      throw new IllegalArgumentException(
          "a batch of " + batch + " can't be shared by " + logicalRanks + " logical ranks");
    }
    return new RankRows(this, epoch, batch / logicalRanks, List.copyOf(own));
  }

  private record RankRows(ClassBalancedSampler sampler, int epoch, int share, List<Integer> own)
      implements BatchPlan {

    @Override
    public int steps() {
      return sampler.stepsPerEpoch();
    }

    @Override
    public int largestBatch() {
      return own.size() * share;
    }

    @Override
    public int[] rows(int step) {
      int[] all = sampler.rows(epoch, step);
      return own.stream()
          .flatMapToInt(rank -> Arrays.stream(all, rank * share, (rank + 1) * share))
          .toArray();
    }
  }
}
