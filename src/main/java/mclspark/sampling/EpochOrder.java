package mclspark.sampling;

import java.util.Arrays;
import java.util.List;

/** The pictures of one epoch, by step and logical rank; made by {@link EpochSampler#order}. */
public final class EpochOrder {

  private final EpochSampler sampler;
  private final int[] permutation; // [pictures], or already extended

  EpochOrder(EpochSampler sampler, int[] permutation) {
    this.sampler = sampler;
    this.permutation = permutation;
  }

  /** Picture indices of one logical rank's batch; shorter than b only in a kept last batch. */
  public int[] indices(int step, int logicalRank) {
    if (step < 0 || step >= sampler.stepsPerEpoch()) {
      throw new IndexOutOfBoundsException("step " + step + " of " + sampler.stepsPerEpoch());
    }
    if (logicalRank < 0 || logicalRank >= sampler.logicalRanks()) {
      throw new IndexOutOfBoundsException(
          "logical rank " + logicalRank + " of " + sampler.logicalRanks());
    }
    int first = step * sampler.batch();
    int[] rows = new int[Math.min(sampler.batch(), sampler.picturesPerRank() - first)];
    for (int i = 0; i < rows.length; i++) {
      long position = logicalRank + (long) (first + i) * sampler.logicalRanks();
      rows[i] = permutation[(int) (position % permutation.length)];
    }
    return rows;
  }

  /** The plan of a worker that carries these logical ranks: their batches one after the other. */
  public BatchPlan plan(List<Integer> logicalRanks) {
    return new RankBatches(this, List.copyOf(logicalRanks));
  }

  private record RankBatches(EpochOrder order, List<Integer> ranks) implements BatchPlan {

    @Override
    public int steps() {
      return order.sampler.stepsPerEpoch();
    }

    @Override
    public int largestBatch() {
      return Math.multiplyExact(
          ranks.size(), Math.min(order.sampler.batch(), order.sampler.picturesPerRank()));
    }

    @Override
    public int[] rows(int step) {
      return ranks.stream()
          .flatMapToInt(rank -> Arrays.stream(order.indices(step, rank)))
          .toArray();
    }
  }
}
