package mclspark.tensor;

import java.nio.ByteBuffer;

/** The way of bytes to an engine's device. */
public interface Upload {

  /**
   * A uint8 tensor of bytes. On the CPU it shares a direct buffer's memory, so the buffer must stay
   * as it is until the tensor is closed. For a GPU the bytes are taken before this returns, and
   * arrive before anything that is queued later.
   */
  Tensor bytes(ByteBuffer values, long... shape);

  /** The way to an engine's device; what it allocates belongs to the innermost {@link Scope}. */
  static Upload to(TorchEngine engine) {
    return engine.onHost() ? engine::bytes : PinnedUpload.allocate(engine);
  }
}
