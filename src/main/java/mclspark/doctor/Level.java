package mclspark.doctor;

/** How bad a finding is. */
public enum Level {
  /** As it should be. */
  OK,
  /** Training works, but slower or otherwise than it could. */
  NOTE,
  /** Training would fail or compute wrong numbers. */
  PROBLEM
}
