package mclspark.tensor;

import java.nio.ByteBuffer;
import java.util.List;
import mclspark.tensor.cuda.CudaRuntime;
import mclspark.tensor.cuda.PageLock;

/**
 * Bytes whose memory is page-locked are fetched from there. Others go through page-locked buffers
 * in turn: while the GPU fetches one, the next is filled, and the thread need not wait for the
 * GPU's present work.
 */
final class PinnedUpload implements Upload {

  private static final int BUFFERS = 2;

  /** 445 crops of 224 pixels; a larger batch goes in pieces, whose third waits for the GPU. */
  private static final int BYTES = 64 << 20;

  private final TorchEngine engine;
  private final List<PinnedBuffer> buffers;
  private final PageLock kept;
  private final StreamMark fetched;
  private int next;

  /**
   * Takes what it uses.
   *
   * @param kept memory that needs no copy
   * @param fetched tells when the last bytes in such memory have left it
   */
  PinnedUpload(TorchEngine engine, List<PinnedBuffer> buffers, PageLock kept, StreamMark fetched) {
    this.engine = engine;
    this.buffers = buffers;
    this.kept = kept;
    this.fetched = fetched;
  }

  static PinnedUpload allocate(TorchEngine engine) {
    PinnedBuffer[] buffers = new PinnedBuffer[BUFFERS];
    for (int i = 0; i < BUFFERS; i++) {
      buffers[i] = PinnedBuffer.allocate(engine, DataType.UINT8, BYTES);
    }
    CudaRuntime cuda = PinnedBuffer.runtime();
    return new PinnedUpload(
        engine,
        List.of(buffers),
        new PageLock(cuda, engine.gpu().orElseThrow()),
        CudaMark.of(engine, cuda));
  }

  @Override
  public Tensor bytes(ByteBuffer values, long... shape) {
    Tensor target = engine.emptyBytes(shape);
    if (target.elements() != values.remaining()) {
      throw new IllegalArgumentException(values.remaining() + " bytes do not fill " + target);
    }
    if (kept.holds(values)) {
      fetch(values, target);
    } else {
      copy(values, target);
    }
    return target;
  }

  private void fetch(ByteBuffer values, Tensor target) {
    long[] shape = {values.remaining()};
    Tensor source = ScriptOps.get().onHost(new HostTensor(DataType.UINT8, shape, values));
    ScriptOps.get().run("copy_later", target, 0L, source, target.elements());
    fetched.set();
  }

  private void copy(ByteBuffer values, Tensor target) {
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
  }

  @Override
  public void keep(ByteBuffer memory) {
    kept.add(memory);
  }

  @Override
  public void await() {
    fetched.await();
  }

  @Override
  public void close() {
    try {
      await();
    } finally {
      kept.close();
    }
  }
}
