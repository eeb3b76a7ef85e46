package mclspark.collective.shared;

import java.io.IOException;
import java.nio.ByteBuffer;
import mclspark.collective.wire.Wire;

/** Two rings of shared memory, one per direction. A worker that dies is not noticed here. */
final class SharedWire implements Wire {

  private final SharedRing out;
  private final SharedRing in;

  SharedWire(SharedRing out, SharedRing in) {
    this.out = out;
    this.in = in;
  }

  @Override
  public long write(ByteBuffer... sources) throws IOException {
    long moved = 0;
    for (ByteBuffer source : sources) {
      moved += out.write(source);
      if (source.hasRemaining()) {
        break; // Room that comes just now must not let the next source overtake this one.
      }
    }
    if (moved == 0 && out.readerLeft()) {
      throw new IOException("nobody reads any more");
    }
    return moved;
  }

  @Override
  public int read(ByteBuffer target) {
    // First the flag: what was written before it was set is then seen by the read.
    boolean last = in.writerLeft();
    int bytes = in.read(target);
    return bytes == 0 && last ? -1 : bytes;
  }

  @Override
  public boolean flushed() {
    return true;
  }

  @Override
  public void close() {
    out.leaveAsWriter();
    in.leaveAsReader();
  }
}
