package mclspark.tensor;

import java.nio.ByteBuffer;

/** The way of bytes to an engine's device. */
public interface Upload extends AutoCloseable {

  /**
   * A uint8 tensor of bytes. On the CPU it shares a direct buffer's memory, so the buffer must stay
   * as it is until the tensor is closed. For a GPU the bytes arrive before anything that is queued
   * later; they are taken before this returns, unless they lie in memory that was told to {@link
   * #keep}: that must stay as it is until {@link #await}.
   */
  Tensor bytes(ByteBuffer values, long... shape);

  /**
   * Tells of memory that bytes will lie in again and again. A GPU then fetches them from there, if
   * CUDA can page-lock it. Any thread may call this.
   *
   * @param memory direct; held until {@link #close}
   */
  default void keep(ByteBuffer memory) {}

  /** Returns when no bytes are on their way any more. */
  default void await() {}

  /** Waits, and lets go of the memory that was told to {@link #keep}. */
  @Override
  default void close() {}

  /** The way to an engine's device; what it allocates belongs to the innermost {@link Scope}. */
  static Upload to(TorchEngine engine) {
    return engine.onHost() ? engine::bytes : PinnedUpload.allocate(engine);
  }
}
