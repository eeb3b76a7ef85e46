package mclspark.train;

/** Asked once a step: whether the worker shall end. */
@FunctionalInterface
public interface StopSignal {

  /** Throws whatever ends the worker in the way that its surroundings expect, or returns. */
  void check();
}
