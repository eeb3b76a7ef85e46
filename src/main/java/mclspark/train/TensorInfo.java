package mclspark.train;

import mclspark.tensor.DataType;

/**
 * What a safetensors header says about one tensor.
 *
 * @param type the element type
 * @param shape the dimensions; empty for a scalar
 * @param begin offset of the first byte, counted from the end of the header
 * @param end offset after the last byte
 */
public record TensorInfo(DataType type, long[] shape, long begin, long end) {

  /** Bytes of the tensor's elements. */
  public long bytes() {
    return end - begin;
  }
}
