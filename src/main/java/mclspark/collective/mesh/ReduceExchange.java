package mclspark.collective.mesh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import mclspark.collective.Buffers;
import mclspark.collective.Operation;
import mclspark.collective.Segments;
import mclspark.collective.TreeSum;

/**
 * All-reduce by direct exchange. Each worker owns a segment; all send it their part of that
 * segment, it adds them in tree order chunk by chunk and sends the sums to all. The same bytes on
 * the wire as a ring, in two hops, and an order of addition that does not depend on the segment.
 *
 * <p>A link whose chunk is complete is not read until the others' chunks are: the kernel's buffers
 * hold what comes meanwhile. That cannot lock up, because partial sums are sent without waiting for
 * anything.
 *
 * <p>Reused from call to call; the chunk buffers are its only memory.
 */
final class ReduceExchange implements Exchange {

  /** What the chunks of all links take together, unless that makes them shorter than the least. */
  private static final int BUDGET = 8 << 20;

  private static final int LEAST = 256 << 10;

  private final Mesh mesh;
  private final int rank;
  private final int size;
  private final int chunkBytes;
  private final ByteBuffer[] chunks;
  private final FloatBuffer[] parts;
  private final int[] offsets;
  private final TreeSum sum;
  private final boolean[] sendsResult;

  private Operation call;
  private ByteBuffer data;
  private int start;
  private int segmentBytes;
  private int windowBytes;
  private int reducedBytes;
  private boolean receivesResults;

  ReduceExchange(Mesh mesh, int rank, int size, int chunkBytes) {
    this.mesh = mesh;
    this.rank = rank;
    this.size = size;
    int share = BUDGET / Math.max(1, size - 1) / Float.BYTES * Float.BYTES;
    this.chunkBytes = Math.min(chunkBytes, Math.max(LEAST, share));
    chunks = new ByteBuffer[size];
    parts = new FloatBuffer[size];
    offsets = new int[size];
    sendsResult = new boolean[size];
    sum = new TreeSum(size);
    for (WorkerLink link : mesh.links()) {
      chunks[link.rank()] = Buffers.allocate(this.chunkBytes);
      parts[link.rank()] = chunks[link.rank()].asFloatBuffer();
    }
  }

  /** Sets up a call: all parts of the data are on their way, none are reduced. */
  void begin(Operation operation, ByteBuffer floats) {
    call = operation;
    data = floats;
    parts[rank] = floats.asFloatBuffer();
    start = segmentStart(rank);
    segmentBytes = segmentStart(rank + 1) - start;
    reducedBytes = 0;
    receivesResults = false;
    windowBytes = Math.min(chunkBytes, segmentBytes);
    for (WorkerLink link : mesh.links()) {
      ByteBuffer part = segment(link.rank());
      sendsResult[link.rank()] = false;
      link.sender().start(call, FrameHeader.FIRST, part, part.limit());
      link.receiver().expect(call, FrameHeader.FIRST, window(link));
    }
  }

  /** Drops the references to the caller's buffer. */
  void end() {
    data = null;
    parts[rank] = null;
  }

  @Override
  public boolean advance(WorkerLink link) throws IOException {
    prepareSender(link);
    boolean moved = link.advance();
    if (!receivesResults && allWindowsFull()) {
      reduceWindow();
      nextWindow();
    }
    return moved;
  }

  @Override
  public boolean done(WorkerLink link) {
    return receivesResults && sendsResult[link.rank()] && link.sent() && link.receiver().full();
  }

  private void prepareSender(WorkerLink link) {
    if (sendsResult[link.rank()]) {
      link.sender().release(reducedBytes);
    } else if (link.sender().done() && (reducedBytes > 0 || receivesResults)) {
      sendsResult[link.rank()] = true;
      link.sender().start(call, FrameHeader.RESULT, segment(rank), reducedBytes);
    }
  }

  private boolean allWindowsFull() {
    for (WorkerLink link : mesh.links()) {
      if (!link.receiver().full()) {
        return false;
      }
    }
    return true;
  }

  private void reduceWindow() {
    offsets[rank] = (start + reducedBytes) / Float.BYTES;
    int floats = windowBytes / Float.BYTES;
    for (int at = 0; at < floats; at += TreeSum.BLOCK) {
      int count = Math.min(TreeSum.BLOCK, floats - at);
      parts[rank].put(offsets[rank] + at, sum.add(parts, offsets, at, count), 0, count);
    }
    reducedBytes += windowBytes;
  }

  private void nextWindow() {
    windowBytes = Math.min(chunkBytes, segmentBytes - reducedBytes);
    receivesResults = windowBytes == 0;
    for (WorkerLink link : mesh.links()) {
      if (receivesResults) {
        link.receiver().expect(call, FrameHeader.RESULT, segment(link.rank()));
      } else {
        link.receiver().continueIn(window(link));
      }
    }
  }

  private ByteBuffer window(WorkerLink link) {
    return chunks[link.rank()].clear().limit(windowBytes);
  }

  private ByteBuffer segment(int owner) {
    int from = segmentStart(owner);
    return data.slice(from, segmentStart(owner + 1) - from);
  }

  private int segmentStart(int owner) {
    return Segments.start(data.limit() / Float.BYTES, owner, size) * Float.BYTES;
  }
}
