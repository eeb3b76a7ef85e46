package mclspark.dataset.shards.make;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Knows how many bytes were read or skipped. */
public final class PositionStream extends FilterInputStream {

  private long position;

  public PositionStream(InputStream in) {
    super(in);
  }

  /** Bytes read or skipped so far. */
  public long position() {
    return position;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    position += value < 0 ? 0 : 1;
    return value;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = super.read(bytes, offset, length);
    position += Math.max(0, count);
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = super.skip(count);
    position += skipped;
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
