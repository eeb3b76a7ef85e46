package mclspark.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mclspark.tensor.cuda.CudaRuntime;

/**
 * Page-locked host memory, which a GPU reads and writes by itself: copies are queued behind the
 * GPU's work, and the thread that queued them goes on. Whoever touches the memory asks {@link
 * #await} for it, which returns when the last copy is over.
 */
public final class PinnedBuffer {

  private final Tensor memory; // [capacity]
  private final ByteBuffer bytes;
  private final StreamMark mark;

  /** Memory that is page-locked already, and a mark on the device's queue. */
  PinnedBuffer(Tensor memory, StreamMark mark) {
    this.memory = memory;
    this.mark = mark;
    bytes = memory.hostView();
  }

  /**
   * Allocates memory for an engine's GPU. It belongs to the innermost {@link Scope}; copies that
   * still run when the scope ends keep it.
   *
   * @param elements how many the buffer can hold
   * @throws IllegalStateException if the engine has no GPU, or CUDA fails
   */
  public static PinnedBuffer allocate(TorchEngine engine, DataType type, long elements) {
    // Makes the GPU the thread's own: without any context CUDA would open one on GPU 0 to pin.
    StreamMark mark = CudaMark.of(engine, runtime());
    return new PinnedBuffer(ScriptOps.get().tensor("pinned", elements, type.script()), mark);
  }

  static CudaRuntime runtime() {
    List<String> misses = new ArrayList<>();
    return CudaRuntime.find(DeviceMemory.torchFolder(), Optional.empty(), misses)
        .orElseThrow(() -> new IllegalStateException("No CUDA runtime in " + misses));
  }

  /**
   * The whole memory, once all copies from and to it are over.
   *
   * @return native order, position 0
   * @throws IllegalStateException if the GPU does not get there in ten minutes
   */
  public ByteBuffer await() {
    mark.await();
    return bytes.duplicate().order(ByteOrder.nativeOrder());
  }

  /**
   * Queues a copy of the first elements of this memory.
   *
   * @param target contiguous, of this buffer's type; its shape is ignored
   * @param start the first element of {@code target} that is overwritten
   */
  public void upload(Tensor target, long start, long count) {
    ScriptOps.get().run("copy_later", target, start, memory, count);
    mark.set();
  }

  /**
   * Queues a copy to the beginning of this memory.
   *
   * @param source contiguous, of this buffer's type; its shape is ignored
   */
  public void download(Tensor source) {
    ScriptOps.get().run("copy_later", memory, 0L, source, source.elements());
    mark.set();
  }
}
