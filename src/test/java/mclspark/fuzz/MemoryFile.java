package mclspark.fuzz;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.PositionedReadable;
import org.apache.hadoop.fs.Seekable;

/** An open file that lies in memory. */
public final class MemoryFile extends ByteArrayInputStream implements Seekable, PositionedReadable {

  private MemoryFile(byte[] bytes) {
    super(bytes);
  }

  /** Opens it. */
  public static FSDataInputStream open(byte[] bytes) {
    return new FSDataInputStream(new MemoryFile(bytes));
  }

  @Override
  public void seek(long position) throws IOException {
    if (position < 0 || position > count) {
      throw new EOFException("a seek to " + position + " of " + count);
    }
    pos = (int) position;
  }

  @Override
  public long getPos() {
    return pos;
  }

  @Override
  public boolean seekToNewSource(long position) {
    return false;
  }

  @Override
  public int read(long position, byte[] target, int offset, int length) {
    if (position >= count) {
      return -1;
    }
    int bytes = (int) Math.min(length, count - position);
    System.arraycopy(buf, (int) position, target, offset, bytes);
    return bytes;
  }

  @Override
  public void readFully(long position, byte[] target, int offset, int length) throws IOException {
    if (length > 0 && read(position, target, offset, length) < length) {
      throw new EOFException("the file ends");
    }
  }

  @Override
  public void readFully(long position, byte[] target) throws IOException {
    readFully(position, target, 0, target.length);
  }
}
