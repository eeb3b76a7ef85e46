package ai.djl.pytorch.jni;

import ai.djl.pytorch.engine.PtNDArray;
import java.nio.ByteBuffer;

/**
 * The memory that a tensor lies in. DJL's public calls copy a device's memory to the host first;
 * the native call, which does not, is private to this package.
 */
public final class TensorMemory {

  private TensorMemory() {}

  /**
   * A buffer at the tensor's own address. If that is a device's memory, only the address may be
   * looked at: a read or write of the bytes ends the JVM.
   */
  public static ByteBuffer view(PtNDArray array) {
    return PyTorchLibrary.LIB.torchDirectByteBuffer(array.getHandle());
  }
}
