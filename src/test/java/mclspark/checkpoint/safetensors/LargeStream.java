package mclspark.checkpoint.safetensors;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** Remembers the ends of a huge stream, whose middle is zeros, and plays it back. */
public final class LargeStream {

  private static final int END = 1 << 16;

  private final byte[] first = new byte[END];
  private final byte[] last = new byte[END];
  private long length;

  public long length() {
    return length;
  }

  public OutputStream output() {
    return new OutputStream() {
      @Override
      public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int count) {
        int head = (int) Math.max(0, Math.min(count, END - length));
        System.arraycopy(bytes, offset, first, head == 0 ? 0 : (int) length, head);
        int tail = Math.min(count, END);
        System.arraycopy(last, tail, last, 0, END - tail);
        System.arraycopy(bytes, offset + count - tail, last, END - tail, tail);
        length += count;
      }
    };
  }

  public InputStream input() {
    return new InputStream() {
      private long position;

      @Override
      public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int offset, int count) {
        if (position == length) {
          return -1;
        }
        long tailStart = length - END;
        int n;
        if (position < END) {
          n = (int) Math.min(count, END - position);
          System.arraycopy(first, (int) position, target, offset, n);
        } else if (position < tailStart) {
          n = (int) Math.min(count, tailStart - position);
          Arrays.fill(target, offset, offset + n, (byte) 0);
        } else {
          n = (int) Math.min(count, length - position);
          System.arraycopy(last, (int) (position - tailStart), target, offset, n);
        }
        position += n;
        return n;
      }
    };
  }
}
