package mclspark.collective.shared;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import mclspark.collective.Buffers;

/**
 * Bytes from one worker to one other through memory that both have mapped: a ring with one writer
 * and one reader. Before the ring lie four lines of 128 bytes, so that the two sides do not take
 * each other's cache lines: bytes written so far, bytes read so far, whether the writer has left,
 * whether the reader has.
 *
 * <p>What is written becomes visible by a release of its counter and is looked at after an acquire
 * of it. Each side keeps its own counter, so that nothing the other side writes there moves it.
 */
final class SharedRing {

  /** Memory that a ring takes beside its bytes. */
  static final int OVERHEAD = 512;

  /** Bytes that are handed over at once, so that the reader begins before the writer has ended. */
  private static final int PIECE = 256 * 1024;

  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final int WRITTEN = 0;
  private static final int READ = 128;
  private static final int WRITER_LEFT = 256;
  private static final int READER_LEFT = 384;

  private final ByteBuffer control;
  private final ByteBuffer bytes;
  private final int capacity;
  private long written;
  private long read;

  /** Takes memory that begins at a multiple of 8 and is zero at first. */
  SharedRing(ByteBuffer memory) {
    control = Buffers.range(memory, 0, OVERHEAD);
    bytes = Buffers.range(memory, OVERHEAD, memory.capacity() - OVERHEAD);
    capacity = bytes.capacity();
  }

  /** For the writer: takes what fits; returns the number of bytes. */
  int write(ByteBuffer source) {
    int total = 0;
    int count = room(source);
    while (count > 0) {
      int at = (int) (written % capacity);
      int piece = Math.min(Math.min(count, capacity - at), PIECE);
      bytes.put(at, source, source.position(), piece);
      source.position(source.position() + piece);
      written += piece;
      LONGS.setRelease(control, WRITTEN, written);
      total += piece;
      count = room(source);
    }
    return total;
  }

  /** For the reader: reads what has come and fits; returns the number of bytes. */
  int read(ByteBuffer target) {
    int total = 0;
    int count = Math.min(arrived(), target.remaining());
    while (count > 0) {
      int at = (int) (read % capacity);
      int piece = Math.min(Math.min(count, capacity - at), PIECE);
      target.put(target.position(), bytes, at, piece);
      target.position(target.position() + piece);
      read += piece;
      LONGS.setRelease(control, READ, read);
      total += piece;
      count = Math.min(arrived(), target.remaining());
    }
    return total;
  }

  /** For the writer: no more will come. */
  void leaveAsWriter() {
    LONGS.setRelease(control, WRITER_LEFT, 1L);
  }

  /** For the reader: nothing more will be read. */
  void leaveAsReader() {
    LONGS.setRelease(control, READER_LEFT, 1L);
  }

  /** Whether the writer has left; what it wrote before can still be read. */
  boolean writerLeft() {
    return (long) LONGS.getAcquire(control, WRITER_LEFT) != 0;
  }

  boolean readerLeft() {
    return (long) LONGS.getAcquire(control, READER_LEFT) != 0;
  }

  private int room(ByteBuffer source) {
    long taken = written - (long) LONGS.getAcquire(control, READ);
    return (int) Math.min(within(capacity - taken), source.remaining());
  }

  private int arrived() {
    return (int) within((long) LONGS.getAcquire(control, WRITTEN) - read);
  }

  /** Keeps to the ring whatever the other side has written into its counter. */
  private long within(long count) {
    return Math.max(0, Math.min(capacity, count));
  }
}
