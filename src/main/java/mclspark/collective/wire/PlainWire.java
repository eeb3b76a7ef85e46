package mclspark.collective.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A socket as it is. */
final class PlainWire implements Wire {

  private final SocketChannel channel;

  /** Takes over a connected channel that never waits. */
  PlainWire(SocketChannel channel) {
    this.channel = channel;
  }

  @Override
  public long write(ByteBuffer... sources) throws IOException {
    return channel.write(sources);
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return channel.read(target);
  }

  @Override
  public boolean flushed() {
    return true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
