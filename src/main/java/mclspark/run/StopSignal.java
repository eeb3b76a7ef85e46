package mclspark.run;

/** Asked once a step, in training and in tests: whether the worker shall end. */
@FunctionalInterface
public interface StopSignal {

  /** Throws if the worker has been interrupted, as Spark does when the stage has failed. */
  void check();

  /**
   * Whether the run shall save a checkpoint and end. Asked by the first worker once a step, so be
   * quick.
   */
  default boolean wantsEnd() {
    return false;
  }
}
