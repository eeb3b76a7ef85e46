package mclspark.train.torch;

/** Python's {@code None}. */
public enum Nothing {
  /** The only value. */
  NONE
}
