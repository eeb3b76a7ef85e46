package mclspark.tensor;

/** A place in the queue of a device. */
interface StreamMark {

  /** Moves the mark behind all that the calling thread has queued so far. */
  void set();

  /** Whether the device has come past the mark; true if it was never set. */
  boolean reached();
}
