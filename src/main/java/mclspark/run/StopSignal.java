package mclspark.run;

/** Asked once a step, in training and in tests: whether the worker shall end. */
@FunctionalInterface
public interface StopSignal {

  /** Throws whatever ends the worker in the way that its surroundings expect, or returns. */
  void check();

  /** Whether the run shall save a checkpoint and end. Asked by rank 0 once a step, so be quick. */
  default boolean wantsEnd() {
    return false;
  }
}
