package mclspark.sampling;

/** What becomes of the last, incomplete local batch of an epoch. */
public enum LastBatch {
  /** It is left out (pre-training, spec 1.7). */
  DROP,
  /** It is a smaller step (linear classification, spec 2 point 5). */
  KEEP
}
