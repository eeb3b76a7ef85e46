package mclspark.tensor;

import java.nio.ByteBuffer;

/**
 * A tensor's values in host memory, outside the engine: what checkpoints are made of.
 *
 * @param type the element type
 * @param shape the dimensions; empty for a scalar
 * @param data the elements, row-major, little-endian, from position to limit
 */
public record HostTensor(DataType type, long[] shape, ByteBuffer data) {

  /** Checks that the data fill the shape. */
  public HostTensor {
    if (elements(shape) * type.bytes() != data.remaining()) {
      throw new IllegalArgumentException(
          data.remaining() + " bytes do not fill a " + type + " tensor of " + elements(shape));
    }
  }

  /** Product of the dimensions; 1 for a scalar. */
  public static long elements(long... shape) {
    long n = 1;
    for (long d : shape) {
      n = Math.multiplyExact(n, d);
    }
    return n;
  }
}
