package mclspark.collective.wire;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes to and from one other worker, moved as far as that goes without waiting. */
public interface Wire {

  /**
   * Takes what fits of the sources, in order, after what was taken before.
   *
   * @return 0 if nothing moved, else more
   */
  long write(ByteBuffer... sources) throws IOException;

  /** Reads what has come and fits. Returns the number of bytes; -1 if no more will ever come. */
  int read(ByteBuffer target) throws IOException;

  /** Whether all that was taken is out of this worker's hands. */
  boolean flushed();

  /** Ends the connection; the other end still reads what it has not read yet. */
  void close() throws IOException;
}
