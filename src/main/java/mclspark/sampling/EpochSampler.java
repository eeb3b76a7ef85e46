package mclspark.sampling;

import mclspark.UserError;
import mclspark.dataset.PictureLayout;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;

/**
 * The distributed sampling rule of spec 1.7. Every epoch is a permutation of the n pictures, the
 * same on all workers, extended to {@code ceil(n/W)*W} by repeating its first entries; logical rank
 * r takes positions r, r+W, r+2W, ... in batches of b. Pictures that are stored in groups have
 * another order, which reads whole groups: see {@link WindowedOrder}.
 *
 * @param seed the run's seed
 * @param pictures n
 * @param logicalRanks W
 * @param batch b, pictures per logical rank and step
 * @param lastBatch whether an incomplete last batch counts
 * @param layout how the pictures lie together
 */
public record EpochSampler(
    long seed,
    int pictures,
    int logicalRanks,
    int batch,
    LastBatch lastBatch,
    PictureLayout layout) {

  /**
   * Checks the numbers.
   *
   * @throws UserError if not even one batch can be filled
   */
  public EpochSampler {
    if (logicalRanks < 1 || batch < 1 || pictures < 0) {
      throw new IllegalArgumentException(
          "pictures " + pictures + ", logical ranks " + logicalRanks + ", batch " + batch);
    }
    if (pictures == 0 || (lastBatch == LastBatch.DROP && perRank(pictures, logicalRanks) < batch)) {
      throw new UserError(
          "One step takes "
              + logicalRanks
              + " x "
              + batch
              + " = "
              + (long) logicalRanks * batch
              + " pictures but the data hold only "
              + pictures
              + "; lower the batch size or add pictures.");
    }
  }

  /** A sampler of pictures that can be read one by one. */
  public EpochSampler(long seed, int pictures, int logicalRanks, int batch, LastBatch lastBatch) {
    this(seed, pictures, logicalRanks, batch, lastBatch, PictureLayout.SINGLE);
  }

  /** Steps of every epoch: {@code floor(ceil(n/W)/b)}, or rounded up if the last batch is kept. */
  public int stepsPerEpoch() {
    int own = perRank(pictures, logicalRanks);
    return lastBatch == LastBatch.DROP ? own / batch : (int) ((own + batch - 1L) / batch);
  }

  /** The order of an epoch: a pure function of (seed, epoch), with groups also of (layout, W). */
  public EpochOrder order(int epoch) {
    if (layout.isGrouped()) {
      return new EpochOrder(this, WindowedOrder.of(layout, seed, epoch, logicalRanks));
    }
    CounterRandom random = CounterRandom.of(seed, epoch, 0, Purpose.SAMPLE_ORDER);
    return new EpochOrder(this, random.permutation(pictures));
  }

  /** Pictures that every logical rank has in an epoch: {@code ceil(n/W)}. */
  int picturesPerRank() {
    return perRank(pictures, logicalRanks);
  }

  private static int perRank(int pictures, int logicalRanks) {
    return (int) ((pictures + logicalRanks - 1L) / logicalRanks);
  }
}
