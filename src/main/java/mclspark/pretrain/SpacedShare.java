package mclspark.pretrain;

import mclspark.sampling.BatchPlan;
import mclspark.sampling.WorkerShare;

/**
 * A worker's part of {@code count} pictures spaced evenly over a data set of {@code size}, so that
 * all classes of a data set sorted by class are there.
 */
record SpacedShare(long size, long count, WorkerShare part) implements BatchPlan {

  static SpacedShare of(int size, int most, int rank, int workers, int batch) {
    int count = Math.min(size, most);
    return new SpacedShare(size, count, WorkerShare.of(count, rank, workers, batch));
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
