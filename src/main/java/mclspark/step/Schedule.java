package mclspark.step;

/** How the learning rate falls from epoch to epoch (spec 1.6). */
public enum Schedule {
  /** Times 0.1 at every milestone. */
  STEP,
  /** Half a cosine from the initial rate to nearly zero; milestones are ignored. */
  COSINE
}
