package mclspark.pretrain;

import mclspark.sampling.BatchPlan;
import mclspark.sampling.EvaluationShard;

/**
 * A worker's part of {@code count} pictures spaced evenly over a data set of {@code size}, so that
 * all classes of a data set sorted by class are there.
 */
record SpacedShard(long size, long count, EvaluationShard part) implements BatchPlan {

  static SpacedShard of(int size, int most, int rank, int workers, int batch) {
    int count = Math.min(size, most);
    return new SpacedShard(size, count, EvaluationShard.of(count, rank, workers, batch));
  }

  @Override
  public int steps() {
    return part.steps();
  }

  @Override
  public int largestBatch() {
    return part.largestBatch();
  }

  @Override
  public int[] rows(int step) {
    int[] rows = part.rows(step);
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (int) (rows[i] * size / count);
    }
    return rows;
  }
}
