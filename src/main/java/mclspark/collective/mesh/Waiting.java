package mclspark.collective.mesh;

import java.io.IOException;

/** How a worker waits until something can move on one of its links. */
public interface Waiting {

  /**
   * Waits a while; may return early for no reason.
   *
   * @param round how often it was called since something moved, from 0
   * @param millis the longest wait
   */
  void await(int round, long millis) throws IOException;

  /** Frees what it holds. */
  void close() throws IOException;
}
