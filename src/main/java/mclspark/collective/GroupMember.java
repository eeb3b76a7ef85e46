package mclspark.collective;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What every back end shares: checks of arguments, numbering of operations, one thread at a time,
 * counters. Back ends get slices whose position is 0 and whose order is native, which are theirs to
 * move.
 */
public abstract class GroupMember implements Collective {

  private final int rank;
  private final int size;
  private final AtomicBoolean busy = new AtomicBoolean();
  private long sequence;
  private volatile boolean closed;
  private volatile long bytesSent;
  private volatile long nanoseconds;

  public GroupMember(int rank, int size) {
    if (size < 1 || rank < 0 || rank >= size) {
      throw new IllegalArgumentException("rank " + rank + " of " + size + " workers");
    }
    this.rank = rank;
    this.size = size;
  }

  /** Adds all workers' floats into {@code data} of each. */
  public abstract void reduce(Operation operation, ByteBuffer data);

  /** Delivers {@code send.get(r)} to worker r; own rank included. Sizes of the own pair agree. */
  public abstract void exchange(
      Operation operation, List<ByteBuffer> send, List<ByteBuffer> receive);

  /** Leaves the group; called once. */
  public abstract void leave();

  @Override
  public final int rank() {
    return rank;
  }

  @Override
  public final int size() {
    return size;
  }

  @Override
  public final long bytesSent() {
    return bytesSent;
  }

  @Override
  public final long nanoseconds() {
    return nanoseconds;
  }

  @Override
  public final void allReduceSum(ByteBuffer floats) {
    ByteBuffer data = Buffers.target("floats", floats);
    if (data.remaining() % Float.BYTES != 0) {
      throw new IllegalArgumentException(data.remaining() + " bytes are no whole number of floats");
    }
    int count = data.remaining() / Float.BYTES;
    long own = Segments.start(count, rank + 1, size) - Segments.start(count, rank, size);
    long sent = (count - own + own * (size - 1)) * Float.BYTES;
    measured(Operation.Kind.ALL_REDUCE, data.remaining(), sent, call -> reduce(call, data));
  }

  @Override
  public final void allGather(ByteBuffer own, ByteBuffer all) {
    int bytes = own.remaining();
    if (all.remaining() != (long) bytes * size) {
      throw new IllegalArgumentException(
          size + " workers of " + bytes + " bytes do not fill " + all.remaining() + " bytes");
    }
    List<ByteBuffer> send = Buffers.copies(size, () -> Buffers.slice("own", own));
    List<ByteBuffer> receive = Buffers.cut(Buffers.target("all", all), size);
    long sent = (long) bytes * (size - 1);
    measured(Operation.Kind.ALL_GATHER, bytes, sent, call -> exchange(call, send, receive));
  }

  @Override
  public final void allToAll(List<ByteBuffer> send, List<ByteBuffer> receive) {
    if (send.size() != size || receive.size() != size) {
      throw new IllegalArgumentException(
          send.size() + " and " + receive.size() + " buffers for " + size + " workers");
    }
    if (send.get(rank).remaining() != receive.get(rank).remaining()) {
      throw new IllegalArgumentException(
          "rank " + rank + " sends itself another number of bytes than it receives");
    }
    List<ByteBuffer> from = Buffers.slices("send", send);
    List<ByteBuffer> to = Buffers.targets("receive", receive);
    long total = from.stream().mapToLong(ByteBuffer::remaining).sum();
    long sent = total - from.get(rank).remaining();
    measured(Operation.Kind.ALL_TO_ALL, total, sent, call -> exchange(call, from, to));
  }

  @Override
  public final void close() {
    if (!closed) {
      closed = true;
      leave();
    }
  }

  private void measured(Operation.Kind kind, long bytes, long sent, Body body) {
    if (closed) {
      throw new IllegalStateException("rank " + rank + " has left the group");
    }
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException("rank " + rank + " is in another operation, in a thread");
    }
    long start = System.nanoTime();
    try {
      body.run(new Operation(kind, ++sequence, bytes));
      bytesSent += sent;
    } finally {
      nanoseconds += System.nanoTime() - start;
      busy.set(false);
    }
  }

  private interface Body {
    void run(Operation operation);
  }
}
