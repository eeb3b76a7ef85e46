package mclspark.model;

/** How batch normalisation behaves in a forward pass. */
public enum BatchNormMode {
  /** Running statistics normalise and stay as they are. */
  EVALUATE,
  /** Batch statistics normalise; the running ones move towards them. */
  TRAIN,
  /**
   * Batch statistics normalise and nothing is remembered: logical ranks other than 0, whose history
   * the reference overwrites with rank 0's before it is ever read (spec 1.3).
   */
  TRAIN_NO_TRACKING
}
