package mclspark.sampling;

/** Which pictures one worker works on in each step: what a {@code BatchPipeline} carries out. */
public interface BatchPlan {

  /** Number of steps. */
  int steps();

  /** Rows of the largest step. */
  int largestBatch();

  /** Picture indices of a step, in the order of the batch's rows. */
  int[] rows(int step);
}
