package mclspark.step;

/** Where tensors live. */
public enum Device {
  /** The GPU that Spark assigned to the task, or the CPU if it assigned none. */
  AUTO,
  /** The CPU. */
  CPU,
  /** A GPU; its absence is an error. */
  GPU
}
