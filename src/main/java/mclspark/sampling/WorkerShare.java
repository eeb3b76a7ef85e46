package mclspark.sampling;

/**
 * One worker's contiguous part of the pictures to evaluate: over all workers nothing is dropped nor
 * repeated, and parts differ by at most one picture.
 *
 * @param from first picture
 * @param to one past the last picture
 * @param batch pictures per step; the last step may be smaller
 */
public record WorkerShare(int from, int to, int batch) implements BatchPlan {

  /** Checks the numbers. */
  public WorkerShare {
    if (from < 0 || to < from || batch < 1) {
      throw new IllegalArgumentException("from " + from + ", to " + to + ", batch " + batch);
    }
  }

  /** The part of worker {@code rank} of {@code workers}; empty if there are too few pictures. */
  public static WorkerShare of(int pictures, int rank, int workers, int batch) {
    if (rank < 0 || rank >= workers) {
      throw new IllegalArgumentException("rank " + rank + " of " + workers);
    }
    int from = (int) ((long) pictures * rank / workers);
    int to = (int) ((long) pictures * (rank + 1) / workers);
    return new WorkerShare(from, to, batch);
  }

  @Override
  public int steps() {
    return (int) ((to - from + batch - 1L) / batch);
  }

  @Override
  public int largestBatch() {
    return Math.min(batch, to - from);
  }

  @Override
  public int[] rows(int step) {
    if (step < 0 || step >= steps()) {
      throw new IndexOutOfBoundsException("step " + step + " of " + steps());
    }
    int first = from + step * batch;
    int[] rows = new int[Math.min(batch, to - first)];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = first + i;
    }
    return rows;
  }
}
