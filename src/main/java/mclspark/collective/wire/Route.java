package mclspark.collective.wire;

/**
 * One connection of this worker.
 *
 * @param rank the worker at the other end
 * @param line what it carries
 */
public record Route(int rank, Line line) {

  /** What a connection carries. */
  public enum Line {
    /** Payload of operations; one between each pair of workers. */
    DATA,
    /** Heartbeats and news of failures; one between rank 0 and each other worker. */
    CONTROL
  }
}
