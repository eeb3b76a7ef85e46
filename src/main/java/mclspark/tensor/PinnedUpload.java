package mclspark.tensor;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Bytes go through page-locked buffers in turn: while the GPU fetches one, the next is filled, and
 * the thread need not wait for the GPU's present work.
 */
final class PinnedUpload implements Upload {

  private static final int BUFFERS = 2;

  /** 445 crops of 224 pixels; a larger batch goes in pieces, whose third waits for the GPU. */
  private static final int BYTES = 64 << 20;

  private final TorchEngine engine;
  private final List<PinnedBuffer> buffers;
  private int next;

  PinnedUpload(TorchEngine engine, List<PinnedBuffer> buffers) {
    this.engine = engine;
    this.buffers = buffers;
  }

  static PinnedUpload allocate(TorchEngine engine) {
    PinnedBuffer[] buffers = new PinnedBuffer[BUFFERS];
    for (int i = 0; i < BUFFERS; i++) {
      buffers[i] = PinnedBuffer.allocate(engine, DataType.UINT8, BYTES);
    }
    return new PinnedUpload(engine, List.of(buffers));
  }

  @Override
  public Tensor bytes(ByteBuffer values, long... shape) {
    Tensor target = engine.emptyBytes(shape);
    if (target.elements() != values.remaining()) {
      throw new IllegalArgumentException(values.remaining() + " bytes do not fill " + target);
    }
    int done = 0;
    while (done < values.remaining()) {
      PinnedBuffer buffer = buffers.get(next);
      next = (next + 1) % buffers.size();
      ByteBuffer staging = buffer.await();
      int count = Math.min(staging.capacity(), values.remaining() - done);
      staging.put(0, values, values.position() + done, count);
      buffer.upload(target, done, count);
      done += count;
    }
    return target;
  }
}
