package mclspark.collective;

/**
 * Floats in a GPU's memory. Whoever makes one keeps the memory alive and in place until everything
 * that is queued on the stream has run.
 *
 * @param pointer device address of the first float32
 * @param elements number of floats, possibly none
 * @param stream the CUDA stream, as an address, on which the floats are computed and used; 0 is the
 *     default stream
 */
public record DeviceBuffer(long pointer, long elements, long stream) {

  /** Checks that there is memory where there are elements. */
  public DeviceBuffer {
    if (elements < 0 || (elements > 0 && pointer == 0)) {
      throw new IllegalArgumentException(elements + " floats at device address " + pointer);
    }
  }
}
