package mclspark.dataset;

/** The two parts of a data set. */
public enum Split {
  /** Pictures to train on. */
  TRAIN,
  /** Pictures to validate or test on. */
  TEST
}
