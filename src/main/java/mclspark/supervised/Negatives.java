package mclspark.supervised;

/** What the supervised contrastive losses compare a picture with. */
public enum Negatives {
  /** The other pictures of a class-balanced batch (spec 3.5). */
  BATCH,
  /** Entries of a memory bank with one embedding for every training picture (spec 4.3). */
  MEMORY_BANK
}
