package mclspark.pipeline;

/** What a batch holds in place of a picture that cannot be read. */
public enum BrokenRule {
  /** The next picture of the data set that can be read: training. */
  REPLACE,
  /** Black pixels and label -1, so that no count includes the row: evaluation. */
  MARK
}
