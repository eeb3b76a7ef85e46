package mclspark.pth;

/** Python's {@code None}. */
public enum Nothing {
  /** The only value. */
  NONE
}
