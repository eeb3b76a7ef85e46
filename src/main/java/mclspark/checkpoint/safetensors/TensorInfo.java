package mclspark.checkpoint.safetensors;

/**
 * What a safetensors header says about one tensor.
 *
 * @param type the element type in the file
 * @param shape the dimensions; empty for a scalar
 * @param begin offset of the first byte, counted from the end of the header
 * @param end offset after the last byte
 */
public record TensorInfo(ElementType type, long[] shape, long begin, long end) {

  /** Bytes of the tensor's elements. */
  public long bytes() {
    return end - begin;
  }
}
